// What the pages gain with script: answers that grow while they are made. Without it every form works by itself.

const chat = document.getElementById('chat');
const pipeline = document.getElementById('pipeline');
const live = document.getElementById('live');
const error = document.getElementById('error');
const words = JSON.parse(document.getElementById('words').textContent);

/** What words.properties has for scripts, with values in the place of %s. */
function say(key, ...values) {
  return values.reduce((text, value) => text.replace('%s', () => value), words[key]);
}

/** Shows one call in an answer element and follows it to its end. */
function follow(answer, root, ended) {
  const blocks = answer.querySelector('.blocks');
  const note = answer.querySelector('.note');
  const source = new EventSource(`${root}calls/${answer.dataset.call}/events`);
  const clock = startClock(answer);
  let announced = 0;
  source.onmessage = (message) => {
    const event = JSON.parse(message.data);
    const atEnd = innerHeight + scrollY > document.documentElement.scrollHeight - 120;
    replaceBlocks(blocks, event.from, event.blocks);
    note.textContent = event.note;
    clock.set(event);
    answer.className = `answer ${event.stage}`;
    answer.dataset.stage = event.stage;
    announced = announce(blocks, announced, event.text !== null);
    if (chat && atEnd) scrollTo({ top: document.documentElement.scrollHeight });
    if (event.text !== null) {
      answer.dataset.text = event.text;
      source.close();
      clock.stop();
      if (event.stage !== 'completed') live.textContent = event.note;
      ended(event);
    }
  };
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) {
      clock.stop();
      answer.className = 'answer failed';
      note.textContent = say('no_longer_kept');
      ended({ stage: 'failed', text: '' });
    } else {
      note.textContent = say('connection_lost');
    }
  };
}

/** How long a call takes already, and how far it is, if that is more than a second. */
function startClock(answer) {
  const clock = document.createElement('p');
  clock.className = 'clock';
  clock.hidden = true;
  const text = document.createElement('span');
  const bar = document.createElement('progress');
  bar.setAttribute('aria-label', say('progress'));
  clock.append(text, bar);
  answer.append(clock);
  let began = performance.now();
  let usual = 0;
  let share = null;
  const seconds = (ms) => (ms / 1000).toFixed(1);
  const tick = () => {
    const taken = performance.now() - began;
    clock.hidden = taken < 1000;
    text.textContent = usual ? say('taken_of', seconds(taken), seconds(usual)) : say('taken', seconds(taken));
    const done = share ?? (usual ? Math.min(0.98, taken / usual) : null);
    if (done === null) bar.removeAttribute('value');
    else bar.value = done;
  };
  const timer = setInterval(tick, 100);
  return {
    set(event) {
      began = performance.now() - event.elapsed_ms;
      usual = event.usual_ms ?? 0;
      share = event.share;
    },
    stop() {
      clearInterval(timer);
      clock.remove();
    },
  };
}

/** The server sends blocks of sanitised HTML, and only those that changed. */
function replaceBlocks(parent, from, html) {
  const opened = new Map([...parent.querySelectorAll('details[id]')].map((one) => [one.id, one.open]));
  while (parent.children.length > from) parent.lastElementChild.remove();
  for (const block of html) {
    const element = document.createElement('div');
    element.className = 'block';
    element.dir = 'auto';
    element.innerHTML = block;
    for (const one of element.querySelectorAll('details[id]')) one.open = opened.get(one.id) ?? one.open;
    parent.append(element);
  }
}

/** Reads finished sentences to screen readers, each once. */
function announce(blocks, from, all) {
  const text = blocks.innerText;
  const end = all ? text.length : Math.max(...['. ', '! ', '? ', '\n'].map((mark) => text.lastIndexOf(mark))) + 1;
  if (end > from) live.textContent = text.slice(from, end);
  return Math.max(end, from);
}

async function post(form, data) {
  const answer = await fetch(form.action, { method: 'POST', body: data, headers: { accept: 'application/json' } })
    .catch(() => null);
  const body = await answer?.json().catch(() => null);
  if (!answer?.ok) throw new Error(body?.error ?? say('no_answer'));
  return body;
}

function showError(text) {
  error.textContent = text;
  error.hidden = !text;
}

function formBody(form, submitter) {
  const data = new FormData(form, submitter);
  return form.enctype === 'multipart/form-data' ? data : new URLSearchParams(data);
}

function answerElement(call) {
  const answer = document.createElement('div');
  answer.className = 'answer waiting';
  answer.dataset.call = call;
  answer.innerHTML = '<div class="blocks"></div><p class="note"></p>';
  answer.querySelector('.note').textContent = say('sending');
  return answer;
}

function button(label, action, className = '', spoken = '') {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = `small ${className}`;
  made.textContent = label;
  if (spoken) {
    made.setAttribute('aria-label', spoken);
    made.title = spoken;
  }
  made.addEventListener('click', () => action(made));
  return made;
}

/** Says something for some seconds, with one thing that can be done about it; the same again is counted, and a swipe puts it away. */
function toast(text, offer = '', action = null) {
  const toasts = document.getElementById('toasts');
  const made = document.createElement('div');
  made.className = 'toast';
  const same = [...toasts.children].find((other) => other.dataset.text === text);
  const times = Number(same?.dataset.times ?? 0) + 1;
  same?.remove();
  Object.assign(made.dataset, { text, times });
  made.append(times > 1 ? `${text} (${times})` : text);
  if (action) made.append(button(offer, () => { action(); made.remove(); }));
  made.append(act('close', say('dismiss'), () => made.remove()));
  toasts.append(made);
  let left = 10_000;
  let since = 0;
  let timer = 0;
  const wait = () => {
    since = Date.now();
    timer = setTimeout(() => made.remove(), left);
  };
  // Stops, as its line does, while somebody points at it.
  made.addEventListener('pointerenter', () => {
    clearTimeout(timer);
    left -= Date.now() - since;
  });
  made.addEventListener('pointerleave', wait);
  wait();
  swipe(made);
}

/** To the side and away; a short way springs back. */
function swipe(toast) {
  let from = null;
  const end = (event) => {
    if (from === null) return;
    const far = Math.abs(event.clientX - from) > 80;
    from = null;
    toast.style.translate = '';
    if (far && event.type === 'pointerup') toast.remove();
  };
  toast.addEventListener('pointerdown', (event) => {
    if (event.target.closest('button')) return;
    from = event.clientX;
    toast.setPointerCapture(event.pointerId);
  });
  toast.addEventListener('pointermove', (event) => {
    if (from !== null) toast.style.translate = `${event.clientX - from}px`;
  });
  toast.addEventListener('pointerup', end);
  toast.addEventListener('pointercancel', end);
}

/** Copies a text, also where the page is not on https, and shows on the button that it is done. */
async function copy(text, made) {
  const copied = navigator.clipboard ? await navigator.clipboard.writeText(text).then(() => true, () => false) : copiedOldWay(text, made);
  if (!copied) {
    toast(say('not_copied'));
    return;
  }
  const icon = made.querySelector('.i');
  const before = icon.className;
  icon.className = 'i i-check';
  live.textContent = say('copied');
  setTimeout(() => { icon.className = before; }, 1500);
}

function copiedOldWay(text, made) {
  const area = document.createElement('textarea');
  area.className = 'sr';
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  made.focus();
  return copied;
}

/** A button that shows a picture and says what it does. */
function act(icon, label, action, className = '') {
  const made = button('', action, `icon ${className}`, label);
  const picture = document.createElement('span');
  picture.className = `i i-${icon}`;
  picture.setAttribute('aria-hidden', 'true');
  made.append(picture);
  return made;
}

function cancel(root, call) {
  return fetch(`${root}calls/${call}/cancel`, { method: 'POST', headers: { accept: 'application/json' } });
}

function stopButton(root, call) {
  return button(say('stop'), () => cancel(root, call), 'stop');
}

/** What is said in a recording. */
async function transcribe(root, recording) {
  const form = { action: `${root}pipelines/automatic_speech_recognition` };
  const data = new FormData();
  data.set('inputs', await asWav(recording), 'recording.wav');
  const taken = await post(form, data);
  const answer = answerElement(taken.call);
  return new Promise((done, failed) => {
    follow(answer, root, (end) => {
      if (end.stage === 'completed') done(answer.querySelector('.blocks').textContent.trim());
      else failed(new Error(answer.querySelector('.note').textContent));
    });
  });
}

/** 16,000 samples a second, one channel, as models of speech want it. */
async function asWav(recording) {
  const rate = 16_000;
  const sound = await new OfflineAudioContext(1, rate, rate).decodeAudioData(await recording.arrayBuffer());
  const context = new OfflineAudioContext(1, Math.ceil(sound.duration * rate), rate);
  const source = context.createBufferSource();
  source.buffer = sound;
  source.connect(context.destination);
  source.start();
  const samples = (await context.startRendering()).getChannelData(0);
  const wav = new DataView(new ArrayBuffer(44 + samples.length * 2));
  const words = (at, text) => [...text].forEach((letter, i) => wav.setUint8(at + i, letter.charCodeAt(0)));
  words(0, 'RIFF');
  wav.setUint32(4, 36 + samples.length * 2, true);
  words(8, 'WAVEfmt ');
  wav.setUint32(16, 16, true);
  wav.setUint16(20, 1, true);
  wav.setUint16(22, 1, true);
  wav.setUint32(24, rate, true);
  wav.setUint32(28, rate * 2, true);
  wav.setUint16(32, 2, true);
  wav.setUint16(34, 16, true);
  words(36, 'data');
  wav.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, i) => wav.setInt16(44 + i * 2, Math.max(-1, Math.min(1, sample)) * 0x7fff, true));
  return new Blob([wav], { type: 'audio/wav' });
}

// What the chat's own script builds on; it runs after this one.
if (chat) globalThis.space = { follow, transcribe, post, formBody, showError, button, act, answerElement, toast, say, copy, remember };
if (pipeline) startPipeline(document.getElementById('result'));
const documents = document.getElementById('documents');
const compare = document.getElementById('compare');
if (documents) startDocuments();
if (compare) startCompare();
for (const theme of document.querySelectorAll('.themes button')) theme.addEventListener('click', switchTheme);
for (const slider of document.querySelectorAll('.slider')) startSlider(slider);
for (const code of document.querySelectorAll('.api pre > code')) offerCopy(code);
startRuns();
addEventListener('hashchange', openSource);
document.addEventListener('click', (event) => {
  if (event.target.closest('a.cite')) setTimeout(openSource);
});

function openSource() {
  const source = location.hash.startsWith('#source-') && document.getElementById(location.hash.slice(1));
  if (source) source.open = true;
}

function switchTheme(event) {
  event.preventDefault();
  const theme = event.currentTarget.value;
  const path = new URL(document.querySelector('.brand').href).pathname;
  document.cookie = `theme=${theme};path=${path};max-age=31536000;samesite=lax`;
  document.documentElement.dataset.theme = theme;
  for (const other of document.querySelectorAll('.themes button')) {
    other.setAttribute('aria-pressed', String(other.value === theme));
  }
}

/** A track, a number and a way back to what it was; only the number is sent. */
function startSlider(slider) {
  const [track, number] = slider.querySelectorAll('input');
  const initial = number.defaultValue;
  const follows = () => { track.value = number.value || initial; };
  track.addEventListener('input', () => { number.value = track.value; });
  number.addEventListener('input', follows);
  slider.querySelector('button').addEventListener('click', () => {
    number.value = initial;
    follows();
  });
}

function offerCopy(code) {
  const head = document.createElement('div');
  head.className = 'copy';
  head.append(act('copy', say('copy_code'), (made) => copy(code.textContent, made)));
  code.parentElement.before(head);
}

function kept(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function keep(name, value) {
  try {
    localStorage.setItem(name, value);
    return true;
  } catch {
    return false;
  }
}

/** What was run in this browser, newest first. */
function runs() {
  return JSON.parse(kept('runs') ?? '[]');
}

/** @param run title, page, inputs by name, result as text, and link, under which it can be asked again */
function remember(run) {
  if (kept('keep-runs') === 'no') return;
  const short = (text, most) => (text.length > most ? `${text.slice(0, most)}…` : text);
  const inputs = run.inputs.filter(([, value]) => typeof value === 'string' && value).map(([name, value]) => [name, short(value, 500)]);
  const one = { ...run, inputs, result: short(run.result, 2000), at: Date.now() };
  for (let most = 100; most && !keep('runs', JSON.stringify([one, ...runs()].slice(0, most))); most >>= 1);
}

/** The page of the runs, and the setting that keeps them. */
function startRuns() {
  const setting = document.getElementById('keep-runs');
  if (setting) {
    setting.checked = kept('keep-runs') !== 'no';
    setting.addEventListener('change', () => {
      keep('keep-runs', setting.checked ? 'yes' : 'no');
      if (!setting.checked) keep('runs', '[]');
    });
  }
  const page = document.getElementById('runs');
  if (!page) return;
  const show = () => {
    const all = runs();
    page.querySelector('ul').replaceChildren(...all.map(shownRun));
    page.querySelector('.empty.scripted').hidden = all.length > 0;
    page.querySelector('.buttons').hidden = !all.length;
  };
  document.getElementById('forget-runs').addEventListener('click', () => {
    const before = kept('runs');
    keep('runs', '[]');
    show();
    toast(say('deleted', document.title.split(' · ')[0]), say('undo'), () => { keep('runs', before); show(); });
  });
  show();
}

function shownRun(run) {
  const shown = document.createElement('li');
  const what = document.createElement('div');
  const title = document.createElement('strong');
  const when = document.createElement('time');
  title.textContent = run.title;
  when.className = 'size';
  when.dateTime = new Date(run.at).toISOString();
  when.textContent = new Date(run.at).toLocaleString();
  const inputs = document.createElement('p');
  inputs.className = 'info';
  inputs.textContent = run.inputs.map(([name, value]) => `${name}: ${value}`).join(' · ');
  const result = document.createElement('p');
  result.className = `given ${run.stage}`;
  result.textContent = run.result;
  what.append(title, ' ', when, inputs, result);
  const link = (label, href) => {
    const made = document.createElement('a');
    made.className = 'button';
    made.textContent = label;
    made.href = href;
    return made;
  };
  shown.append(what, link(say('open_answer'), run.page), link(say('again'), run.link));
  return shown;
}

/** Files of a form: dropped, pasted, chosen or recorded, and shown before they are sent. */
function startFiles(zone) {
  const input = zone.querySelector('input[type=file]');
  const preview = zone.querySelector('.preview');
  const image = input.accept.startsWith('image');
  const give = (file) => {
    const files = new DataTransfer();
    files.items.add(file);
    input.files = files.files;
    show();
  };
  async function show() {
    const file = input.files[0];
    preview.replaceChildren();
    if (!file) return;
    zone.querySelector('.kept-file')?.remove();
    const shown = document.createElement(image ? 'img' : 'audio');
    shown.src = URL.createObjectURL(file);
    if (image) shown.alt = file.name;
    else shown.controls = true;
    preview.append(shown);
  }
  input.addEventListener('change', show);
  startDrop(zone, ([file]) => give(file));
  if (image) {
    addEventListener('paste', (event) => {
      if (event.clipboardData.files[0]?.type.startsWith('image/')) give(event.clipboardData.files[0]);
    });
  } else if (navigator.mediaDevices && globalThis.MediaRecorder) {
    zone.append(recordButton(async (recording) => give(new File([await asWav(recording)], 'recording.wav', { type: 'audio/wav' }))));
  }
  const kept = zone.querySelector('input[type=hidden]');
  if (kept) {
    const shown = document.createElement(image ? 'img' : 'audio');
    const root = pipeline.dataset.root;
    shown.src = kept.value.startsWith('examples/') ? root + kept.value : `${root}gradio_api/file=${kept.value}`;
    if (image) shown.alt = say('image_sent');
    else shown.controls = true;
    preview.append(shown);
  }
}

/** Records while it is pressed down, from one click to the next. */
function recordButton(recorded) {
  let recorder = null;
  const made = button(say('record'), async () => {
    if (recorder) {
      recorder.stop();
      return;
    }
    const sound = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null);
    if (!sound) {
      toast(say('no_sound'));
      return;
    }
    const pieces = [];
    recorder = new MediaRecorder(sound);
    recorder.ondataavailable = (event) => pieces.push(event.data);
    recorder.onstop = () => {
      recorder = null;
      for (const track of sound.getTracks()) track.stop();
      made.textContent = say('record');
      recorded(new Blob(pieces)).catch((failure) => toast(failure.message));
    };
    recorder.start();
    made.textContent = say('stop_recording');
  });
  return made;
}

function startPipeline(result) {
  for (const zone of pipeline.querySelectorAll('.drop')) startFiles(zone);
  const root = pipeline.dataset.root;
  let latest = '';

  pipeline.addEventListener('submit', async (event) => {
    event.preventDefault();
    showError('');
    try {
      const taken = await post(pipeline, formBody(pipeline));
      latest = taken.call;
      window.history.replaceState(null, '', taken.page);
      const answer = answerElement(taken.call);
      // Nobody waits any more for what is replaced.
      const before = result.querySelector('.answer.waiting, .answer.running');
      if (before) cancel(root, before.dataset.call);
      result.replaceChildren(result.querySelector('h2'), answer, stopButton(root, taken.call));
      if (result.getBoundingClientRect().top > innerHeight - 120) result.scrollIntoView();
      attend(answer, { page: taken.page, inputs: filled() });
    } catch (failure) {
      showError(failure.message);
    }
  });

  const filled = () => [...new FormData(pipeline)].filter(([, value]) => typeof value === 'string' && value);
  const link = (inputs) => `${location.pathname}?${new URLSearchParams(inputs)}`;
  pipeline.querySelector('.buttons').append(act('link', say('copy_form'),
    (made) => copy(location.origin + link(filled()), made)));

  function attend(answer, asked = null) {
    follow(answer, root, (end) => {
      if (asked) {
        remember({ ...asked, title: document.querySelector('h1').textContent, link: link(asked.inputs), stage: end.stage,
          result: answer.querySelector('.blocks').innerText.trim() || answer.querySelector('.note').textContent });
      }
      if (!latest || latest === answer.dataset.call) result.querySelector('.stop')?.remove();
    });
  }

  for (const example of document.querySelectorAll('form.example')) {
    example.addEventListener('submit', (event) => {
      if (pipeline.querySelector('.drop')) return;
      event.preventDefault();
      for (const [name, value] of new FormData(example)) {
        const field = pipeline.querySelector(`#f-${name}`);
        if (field?.type === 'checkbox') field.checked = value === 'true';
        else if (field) field.value = value;
      }
      pipeline.requestSubmit();
    });
  }

  const answer = result.querySelector('.answer');
  if (answer && ['waiting', 'running'].includes(answer.dataset.stage)) attend(answer);
}

/** Documents: sent with progress, then followed until they can be asked about. */
function startDocuments() {
  const { root } = documents.dataset;
  const input = documents.querySelector('#f-file');
  const uploads = document.getElementById('uploads');
  startDrop(documents.querySelector('.drop'), (files) => { for (const file of files) add(file); });
  input.addEventListener('change', () => {
    for (const file of input.files) add(file);
    input.value = '';
  });

  documents.addEventListener('submit', async (event) => {
    event.preventDefault();
    const data = new FormData(documents);
    data.delete('file');
    await taken(data, answerElement(''));
    documents.reset();
  });

  async function add(file) {
    const answer = answerElement('');
    try {
      const path = await send(file, answer.querySelector('.note'));
      const data = new FormData();
      data.set('file', path);
      await taken(data, answer);
    } catch (failure) {
      answer.className = 'answer failed';
      answer.querySelector('.note').textContent = failure.message;
    }
  }

  /** Sends one file and says how far it is. */
  function send(file, note) {
    uploads.append(note.closest('.answer'));
    return new Promise((done, failed) => {
      const data = new FormData();
      data.set('files', file);
      const request = new XMLHttpRequest();
      request.open('POST', `${root}gradio_api/upload`);
      request.upload.onprogress = ({ loaded, total }) => {
        note.textContent = say('sending_file', file.name, Math.round(100 * loaded / total));
      };
      request.onload = () => (request.status === 200 ? done(JSON.parse(request.responseText)[0])
        : failed(new Error(`${file.name}: ${request.responseText || say('not_taken')}`)));
      request.onerror = () => failed(new Error(say('not_sent', file.name)));
      request.send(data);
    });
  }

  async function taken(data, answer) {
    showError('');
    uploads.append(answer);
    try {
      const { calls } = await post(documents, data);
      for (const call of calls) {
        const followed = call === calls[0] ? answer : answerElement(call);
        followed.dataset.call = call;
        uploads.append(followed);
        follow(followed, root, refreshed);
      }
    } catch (failure) {
      answer.remove();
      showError(failure.message);
    }
  }

  async function refreshed() {
    const page = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), 'text/html');
    document.getElementById('kept').replaceWith(page.getElementById('kept'));
  }

  for (const answer of uploads.querySelectorAll('.answer.waiting, .answer.running')) follow(answer, root, refreshed);
}

function startDrop(zone, dropped) {
  zone.addEventListener('dragover', (event) => {
    event.preventDefault();
    zone.classList.add('over');
  });
  zone.addEventListener('dragleave', () => zone.classList.remove('over'));
  zone.addEventListener('drop', (event) => {
    event.preventDefault();
    zone.classList.remove('over');
    if (event.dataTransfer.files.length) dropped(event.dataTransfer.files);
  });
}

/** Several answers side by side. */
function startCompare() {
  const { root } = compare.dataset;
  const places = [...compare.querySelectorAll('.outcome')];
  const ask = compare.querySelector('.primary');
  const measures = document.getElementById('measures');
  const add = document.getElementById('add-way');
  const unused = () => compare.querySelector('.extra:not(.used)');
  add.addEventListener('click', () => {
    const way = unused();
    way.classList.add('used');
    add.hidden = !unused();
    way.querySelector('select').focus();
  });
  add.hidden = !unused();

  compare.addEventListener('submit', async (event) => {
    event.preventDefault();
    showError('');
    ask.disabled = true;
    try {
      const taken = await post(compare, formBody(compare));
      window.history.replaceState(null, '', taken.page);
      measures.replaceChildren();
      places.forEach((place, i) => place.replaceChildren(...(taken.calls[i] ? shown(taken.calls[i]) : [])));
    } catch (failure) {
      showError(failure.message);
    }
    ask.disabled = false;
  });

  function shown(call) {
    const answer = answerElement(call);
    const stop = stopButton(root, call);
    follow(answer, root, () => {
      stop.remove();
      measure();
    });
    return [answer, stop];
  }

  /** What the answers took, once all are there. */
  async function measure() {
    if (compare.querySelector('.answer.waiting, .answer.running')) return;
    const page = await fetch(location.href).then((response) => response.text()).catch(() => '');
    const measured = new DOMParser().parseFromString(page, 'text/html').getElementById('measures');
    if (measured) measures.replaceChildren(...measured.children);
  }

  for (const example of document.querySelectorAll('form.example')) {
    example.addEventListener('submit', (event) => {
      event.preventDefault();
      compare.reset();
      for (const field of compare.querySelectorAll('textarea, input, select')) field.value = '';
      for (const way of compare.querySelectorAll('.extra')) way.classList.remove('used');
      for (const [name, value] of new FormData(example)) {
        const field = compare.elements[name];
        field.value = value;
        field.closest('.way')?.classList.add('used');
        field.closest('details')?.setAttribute('open', '');
      }
      add.hidden = !unused();
      compare.requestSubmit();
    });
  }

  for (const place of places) {
    const answer = place.querySelector('.answer.waiting, .answer.running');
    if (answer) place.replaceChildren(...shown(answer.dataset.call));
  }
}
