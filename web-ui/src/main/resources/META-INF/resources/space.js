// What the pages gain with script: answers that grow while they are made. Without it every form works by itself.

const chat = document.getElementById('chat');
const pipeline = document.getElementById('pipeline');
const live = document.getElementById('live');
const error = document.getElementById('error');

/** Shows one call in an answer element and follows it to its end. */
function follow(answer, root, ended) {
  const blocks = answer.querySelector('.blocks');
  const note = answer.querySelector('.note');
  const source = new EventSource(`${root}calls/${answer.dataset.call}/events`);
  let announced = 0;
  source.onmessage = (message) => {
    const event = JSON.parse(message.data);
    const atEnd = innerHeight + scrollY > document.documentElement.scrollHeight - 120;
    replaceBlocks(blocks, event.from, event.blocks);
    note.textContent = event.note;
    answer.className = `answer ${event.stage}`;
    answer.dataset.stage = event.stage;
    announced = announce(blocks, announced, event.text !== null);
    if (chat && atEnd) scrollTo({ top: document.documentElement.scrollHeight });
    if (event.text !== null) {
      answer.dataset.text = event.text;
      source.close();
      if (event.stage !== 'completed') live.textContent = event.note;
      ended(event);
    }
  };
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) {
      note.textContent = 'This answer is no longer kept. Ask again.';
      ended({ stage: 'failed', text: '' });
    } else {
      note.textContent = 'Connection lost; trying again…';
    }
  };
}

/** The server sends blocks of sanitised HTML, and only those that changed. */
function replaceBlocks(parent, from, html) {
  const opened = new Map([...parent.querySelectorAll('details[id]')].map((one) => [one.id, one.open]));
  while (parent.children.length > from) parent.lastElementChild.remove();
  for (const block of html) {
    const element = document.createElement('div');
    element.className = 'block';
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
  if (!answer?.ok) throw new Error(body?.error ?? 'The Space does not answer. Check the connection and try again.');
  return body;
}

function showError(text) {
  error.textContent = text;
  error.hidden = !text;
}

function formBody(form, submitter) {
  return new URLSearchParams(new FormData(form, submitter));
}

function answerElement(call) {
  const answer = document.createElement('div');
  answer.className = 'answer waiting';
  answer.dataset.call = call;
  answer.innerHTML = '<div class="blocks"></div><p class="note">Sending…</p>';
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

/** Says something for some seconds, with one thing that can be done about it. */
function toast(text, offer = '', action = null) {
  const toasts = document.getElementById('toasts');
  const made = document.createElement('div');
  made.className = 'toast';
  made.append(text);
  if (action) made.append(button(offer, () => { action(); made.remove(); }));
  made.append(button('✕', () => made.remove(), 'icon', 'Dismiss'));
  toasts.append(made);
  setTimeout(() => made.remove(), 10_000);
}

function stopButton(root, call) {
  return button('Stop', () => fetch(`${root}calls/${call}/cancel`, {
    method: 'POST', headers: { accept: 'application/json' },
  }), 'stop');
}

if (chat) {
  const made = new URL(`chat.js${new URL(import.meta.url).search}`, import.meta.url);
  import(made).then((module) => module.default({ follow, post, formBody, showError, button, answerElement, stopButton, toast }));
}
if (pipeline) startPipeline(document.getElementById('result'));
for (const theme of document.querySelectorAll('.themes button')) theme.addEventListener('click', switchTheme);
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

function startPipeline(result) {
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
      result.replaceChildren(result.querySelector('h2'), answer, stopButton(root, taken.call));
      attend(answer);
    } catch (failure) {
      showError(failure.message);
    }
  });

  function attend(answer) {
    follow(answer, root, () => {
      if (!latest || latest === answer.dataset.call) result.querySelector('.stop')?.remove();
    });
  }

  for (const example of document.querySelectorAll('form.example')) {
    example.addEventListener('submit', (event) => {
      event.preventDefault();
      for (const [name, value] of new FormData(example)) {
        const field = pipeline.querySelector(`#f-${name}`);
        if (field) field.value = value;
      }
      pipeline.requestSubmit();
    });
  }

  const answer = result.querySelector('.answer');
  if (answer && ['waiting', 'running'].includes(answer.dataset.stage)) attend(answer);
}
