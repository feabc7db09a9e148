// The chat with script: conversations are trees of turns, kept in this browser. An edit or another try is a branch.

const DATABASE = 'space';
const SENT_PAST = 100_000;
const SHOWN_AT_ONCE = 50;
const LONG_PASTE = 1000;
const MOST_INLINE = 180_000;

/** Where conversations are kept: IndexedDB, or memory where the browser does not allow it. */
class Past {
  constructor() {
    this.memory = { conversations: new Map(), turns: new Map() };
    this.database = new Promise((ready) => {
      const asked = indexedDB.open(DATABASE, 2);
      asked.onupgradeneeded = () => {
        for (const old of asked.result.objectStoreNames) asked.result.deleteObjectStore(old);
        asked.result.createObjectStore('conversations', { keyPath: 'id' });
        asked.result.createObjectStore('turns', { keyPath: ['conversation', 'id'] });
      };
      asked.onsuccess = () => ready(asked.result);
      asked.onerror = () => ready(null);
    });
  }

  async #do(store, mode, what, instead) {
    const database = await this.database;
    if (!database) return instead(this.memory[store]);
    return new Promise((done, failed) => {
      const request = what(database.transaction(store, mode).objectStore(store));
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
  }

  all() {
    return this.#do('conversations', 'readonly', (store) => store.getAll(), (kept) => [...kept.values()]);
  }

  get(id) {
    return this.#do('conversations', 'readonly', (store) => store.get(id), (kept) => kept.get(id));
  }

  turns(id) {
    const range = id && IDBKeyRange.bound([id], [id, []]);
    return this.#do('turns', 'readonly', (store) => store.getAll(range),
      (kept) => [...kept.values()].filter((turn) => !id || turn.conversation === id));
  }

  put({ id, title, named, updated, leaf }) {
    const one = { id, title, named, updated, leaf };
    return this.#do('conversations', 'readwrite', (store) => store.put(one), (kept) => kept.set(id, one));
  }

  putTurn(conversation, turn) {
    const one = { ...turn, conversation };
    return this.#do('turns', 'readwrite', (store) => store.put(one), (kept) => kept.set(conversation + turn.id, one));
  }

  deleteTurn(conversation, id) {
    return this.#do('turns', 'readwrite', (store) => store.delete([conversation, id]),
      (kept) => kept.delete(conversation + id));
  }

  async delete(id) {
    await this.#do('turns', 'readwrite', (store) => store.delete(IDBKeyRange.bound([id], [id, []])), (kept) => {
      for (const [key, turn] of kept) if (turn.conversation === id) kept.delete(key);
    });
    await this.#do('conversations', 'readwrite', (store) => store.delete(id), (kept) => kept.delete(id));
  }
}

/** A conversation with its turns as a tree. */
class Conversation {
  constructor({ id, title = '', named = false, updated = 0, leaf = null }, turns = []) {
    Object.assign(this, { id, title, named, updated, leaf, turns: new Map(), below: new Map(), next: 0 });
    for (const turn of turns.toSorted((one, other) => one.place - other.place)) this.add(turn);
  }

  add(turn) {
    turn.place ??= this.next;
    this.next = Math.max(this.next, turn.place + 1);
    this.turns.set(turn.id, turn);
    if (!this.below.has(turn.parent)) this.below.set(turn.parent, []);
    this.below.get(turn.parent).push(turn);
  }

  remove(turn) {
    this.turns.delete(turn.id);
    this.below.set(turn.parent, this.branches(turn).filter((other) => other !== turn));
  }

  /** A turn and those that stand in its place in other branches. */
  branches(turn) {
    return this.below.get(turn.parent) ?? [];
  }

  /** The turns from the first one to a last one. */
  path(leaf) {
    const found = [];
    for (let at = this.turns.get(leaf); at; at = this.turns.get(at.parent)) found.push(at);
    return found.reverse();
  }

  newestBelow(id) {
    let at = id;
    while (this.below.get(at)?.length) at = this.below.get(at).at(-1).id;
    return at;
  }
}

startChat(globalThis.space);

function startChat(space) {
  const { follow, transcribe, post, formBody, showError, button, act, answerElement, toast, say, copy, remember } = space;
  const chat = document.getElementById('chat');
  const frame = chat.closest('.chat');
  const turns = document.getElementById('turns');
  const message = document.getElementById('f-message');
  const send = document.getElementById('send');
  const list = document.getElementById('conversations');
  const bar = document.getElementById('bar');
  const attached = document.getElementById('attached');
  const root = turns.dataset.root;
  const past = new Past();
  const examples = chat.querySelector('.examples');
  let conversation = new Conversation({ id: chat.elements.conversation.value });
  let running = null;
  let files = [];
  let counting = 0;
  const preview = document.getElementById('count');

  async function save(turn) {
    conversation.updated = Date.now();
    const first = conversation.below.get(null)?.[0];
    if (!conversation.named) conversation.title = (first?.question ?? '').slice(0, 60);
    if (turn) await past.putTurn(conversation.id, turn);
    await past.put(conversation);
    await showList();
  }

  // What is said

  chat.addEventListener('submit', (event) => {
    event.preventDefault();
    const question = (event.submitter?.name === 'message' ? event.submitter.value : message.value).trim();
    if (!question || running) return;
    message.value = '';
    ask(question, conversation.leaf);
  });

  send.addEventListener('click', (event) => {
    if (!running) return;
    event.preventDefault();
    stop();
  });

  message.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      if (!running) chat.requestSubmit();
    }
    if (event.key === 'ArrowUp' && !message.value) turns.querySelector('.user:nth-last-of-type(2) .edit')?.click();
  });

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && running) stop();
    if (event.key === '/' && !event.target.closest('input, textarea, select')) {
      event.preventDefault();
      message.focus();
    }
  });

  message.addEventListener('input', count);

  /** What the next message would fill of the model's window, asked when somebody stops typing. */
  function count() {
    clearTimeout(counting);
    if (!message.value.trim() && !files.length) {
      preview.replaceChildren();
      return;
    }
    counting = setTimeout(async () => {
      const question = message.value;
      if (running || !question.trim()) return;
      const { data } = request(question, conversation.leaf, files);
      const response = await fetch(`${root}chat/preview`, { method: 'POST', body: data }).catch(() => null);
      if (message.value === question) preview.innerHTML = response?.status === 200 ? await response.text() : '';
    }, 700);
  }

  /** What is sent to ask something after a turn. */
  function request(question, parent, taken) {
    const data = formBody(chat);
    const before = conversation.path(parent);
    const texts = taken.filter((file) => file.text).map((file) => `${file.name}\n\n${file.text}`);
    data.set('message', question);
    data.set('conversation', conversation.id);
    data.set('history', JSON.stringify(latest(before)));
    data.set('image', taken.find((file) => file.image)?.image ?? '');
    data.set('documents', [data.get('documents'), ...texts].filter(Boolean).join('\n\n'));
    data.set('parent', before.length ? before.at(-1).kept ?? '' : 'root');
    return { data, before };
  }

  function stop() {
    if (running && running !== 'sending') {
      fetch(`${root}calls/${running}/cancel`, { method: 'POST', headers: { accept: 'application/json' } });
    }
  }

  function setRunning(call) {
    running = call;
    send.title = say(call ? 'stop' : 'send');
    send.querySelector('.sr').textContent = send.title;
    send.querySelector('.i').className = `i i-${call ? 'stop' : 'send'}`;
  }

  /** Asks after a turn; null for the beginning. What stands after it on the page gives way to the new branch. */
  async function ask(question, parent, again = null) {
    const taken = again ? again.files ?? [] : files;
    const { data } = request(question, parent, taken);
    setRunning('sending');
    showError('');
    examples?.remove();
    const mine = { id: '', parent, question, files: taken, answer: '', html: '', note: '', liked: 0, at: Date.now() };
    if (parent !== conversation.leaf) showPath(parent);
    const { user, answer } = append(mine);
    started();
    scrollTo({ top: document.documentElement.scrollHeight });
    try {
      const call = await post(chat, data);
      mine.id = call.call;
      conversation.add(mine);
      conversation.leaf = mine.id;
      offerBranches(user, mine);
      answer.dataset.call = mine.id;
      if (!again) attach([]);
      window.history.replaceState(null, '', call.page);
      save(mine);
      attend(answer, mine);
    } catch (failure) {
      setRunning(null);
      showPath();
      if (!again) message.value = question;
      showError(failure.message);
    }
    count();
    message.focus();
  }

  /** The exchanges that are sent along, the newest that fit. */
  function latest(before) {
    const said = [];
    let length = 0;
    for (const one of before.toReversed()) {
      length += one.question.length + one.answer.length + 200;
      if (length > SENT_PAST) break;
      said.unshift({ question: one.question, answer: one.answer, call: one.id });
    }
    return said;
  }

  function attend(answer, mine) {
    setRunning(mine.id);
    answer.parentElement.querySelector('.acts').replaceChildren();
    follow(answer, root, (end) => {
      if (running === mine.id) setRunning(null);
      Object.assign(mine, { answer: end.text, html: answer.querySelector('.blocks').innerHTML, stage: end.stage,
        note: answer.querySelector('.note').textContent, kept: end.kept ?? '' });
      save(mine);
      remember({ title: document.querySelector('h1').textContent, page: `${root}chat?call=${mine.id}`, stage: end.stage,
        link: `${root}#c=${conversation.id}`, inputs: [['message', mine.question]], result: end.text || mine.note });
      if (answer.isConnected) offer(answer, mine);
    });
  }

  // What is shown

  function started() {
    frame.classList.add('started');
    bar.hidden = false;
  }

  /** The newest turns of a branch; earlier ones come when somebody looks for them. */
  function showPath(leaf = conversation.leaf) {
    const nodes = conversation.path(leaf);
    turns.replaceChildren();
    const from = Math.max(0, nodes.length - SHOWN_AT_ONCE);
    const part = document.createDocumentFragment();
    if (from) part.append(earlierButton(nodes, from));
    for (const one of nodes.slice(from)) append(one, part);
    turns.append(part);
    frame.classList.toggle('started', nodes.length > 0);
    bar.hidden = !nodes.length;
  }

  function earlierButton(nodes, end) {
    const place = document.createElement('li');
    const more = () => {
      const height = document.documentElement.scrollHeight;
      const from = Math.max(0, end - SHOWN_AT_ONCE);
      const part = document.createDocumentFragment();
      if (from) part.append(earlierButton(nodes, from));
      for (const one of nodes.slice(from, end)) append(one, part);
      const focused = place.contains(document.activeElement);
      place.replaceWith(part);
      if (focused) turns.querySelector('button').focus({ preventScroll: true });
      scrollBy({ top: document.documentElement.scrollHeight - height, behavior: 'instant' });
    };
    place.append(button(say('earlier_messages', end), more));
    // Whoever scrolls up gets them without a click.
    const seen = new IntersectionObserver(([entry]) => {
      if (!entry.isIntersecting || place.contains(document.activeElement)) return;
      seen.disconnect();
      more();
    });
    addEventListener('scroll', () => seen.observe(place), { once: true, passive: true });
    return place;
  }

  function append(one, to = turns) {
    const user = item('user', say('you'));
    const bubble = user.querySelector('.bubble');
    for (const file of one.files ?? []) bubble.append(shownFile(file));
    bubble.append(one.question);
    offerBranches(user, one);
    const bot = item('bot', say('answer'));
    const answer = answerElement(one.id);
    bot.lastElementChild.append(answer);
    const below = document.createElement('div');
    below.className = 'acts';
    answer.after(below);
    if (one.stage) {
      answer.className = `answer ${one.stage}`;
      answer.dataset.stage = one.stage;
      answer.querySelector('.blocks').innerHTML = one.html;
      answer.querySelector('.note').textContent = one.note;
      offer(answer, one);
    }
    to.append(user, bot);
    return { user, answer };
  }

  /** The buttons below a question. */
  function offerBranches(user, one) {
    user.querySelector('.acts')?.remove();
    const acts = document.createElement('div');
    acts.className = 'acts';
    const all = conversation.branches(one);
    const place = all.indexOf(one);
    if (all.length > 1 && place >= 0) {
      const turnTo = (other) => {
        conversation.leaf = conversation.newestBelow(all[other].id);
        past.put(conversation);
        showPath();
      };
      const counted = document.createElement('span');
      counted.textContent = `${place + 1} / ${all.length}`;
      const earlier = button('‹', () => turnTo(place - 1), 'icon', say('earlier_branch'));
      const later = button('›', () => turnTo(place + 1), 'icon', say('later_branch'));
      earlier.disabled = place === 0;
      later.disabled = place === all.length - 1;
      acts.append(earlier, counted, later);
    }
    acts.append(act('edit', say('edit'), () => edit(user, one), 'edit'));
    user.append(acts);
  }

  function shownFile(file) {
    if (file.image) {
      const picture = document.createElement('img');
      picture.src = file.image;
      picture.alt = file.name;
      return picture;
    }
    const chip = document.createElement('span');
    chip.className = 'file';
    chip.append(file.name, '\n');
    return chip;
  }

  function item(who, spoken) {
    const made = document.createElement('li');
    made.className = who;
    made.innerHTML = '<span class="sr"></span><div class="bubble" dir="auto"></div>';
    made.firstElementChild.textContent = spoken;
    return made;
  }

  /** The buttons below an answer. */
  function offer(answer, one) {
    const acts = answer.parentElement.querySelector('.acts');
    if (one.id === conversation.leaf) for (const old of turns.querySelectorAll('.last')) old.remove();
    const like = (label, value, icon) => {
      const made = act(icon, label, () => {
        one.liked = one.liked === value ? 0 : value;
        past.putTurn(conversation.id, one);
        offer(answer, one);
        acts.querySelector(`[aria-label="${label}"]`).focus();
      });
      made.setAttribute('aria-pressed', String(one.liked === value));
      return made;
    };
    acts.replaceChildren(
      act('copy', say('copy'), (made) => copy(one.answer, made)),
      act('retry', say('retry'), () => running || ask(one.question, one.parent, one)),
      ...(one.id === conversation.leaf ? [act('undo', say('undo'), () => undo(one), 'last')] : []),
      like(say('like'), 1, 'like'), like(say('dislike'), -1, 'dislike'),
    );
    decorate(answer);
    offerQuestions(answer, one);
  }

  /** Questions in emphasis at the end of a paragraph or of an item can be asked with a click. */
  function offerQuestions(answer, one) {
    for (const offered of answer.querySelectorAll('.block :is(p, li) > em:is(:last-child, :has(+ em))')) {
      const question = offered.textContent;
      if (question.endsWith('?')) {
        offered.replaceWith(button(question, () => running || ask(question, one.id), 'suggestion'));
      }
    }
  }

  /** The language and a button on each block of code. */
  function decorate(answer) {
    for (const code of answer.querySelectorAll('.block > pre:has(> code)')) {
      if (code.previousElementSibling?.matches('.copy')) continue;
      const head = document.createElement('div');
      head.className = 'copy';
      head.append(code.firstElementChild.className.replace('language-', '') || say('plain'),
        act('copy', say('copy_code'), (made) => copy(code.textContent, made)));
      code.before(head);
    }
  }

  async function undo(one) {
    if (running) return;
    conversation.remove(one);
    const other = conversation.branches(one).at(-1);
    conversation.leaf = other ? conversation.newestBelow(other.id) : one.parent;
    message.value = one.question;
    attach(one.files ?? []);
    message.focus();
    showPath();
    await past.deleteTurn(conversation.id, one.id);
    await save();
  }

  function edit(user, one) {
    if (running) return;
    const bubble = user.querySelector('.bubble');
    const whole = [...bubble.childNodes];
    const area = document.createElement('textarea');
    area.value = one.question;
    area.rows = Math.min(8, one.question.split('\n').length + 1);
    area.setAttribute('aria-label', say('edit_message'));
    const acts = document.createElement('div');
    acts.className = 'acts';
    const cancel = () => {
      bubble.replaceChildren(...whole);
      bubble.classList.remove('editing');
      user.querySelector('.edit').focus();
    };
    const sendIt = () => area.value.trim() && ask(area.value.trim(), one.parent, one);
    acts.append(act('check', say('send_edited'), sendIt), act('close', say('cancel'), cancel));
    bubble.classList.add('editing');
    bubble.replaceChildren(area, acts);
    area.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') {
        event.stopPropagation();
        cancel();
      }
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        sendIt();
      }
    });
    area.focus();
  }

  // The whole conversation

  const asText = () => conversation.path(conversation.leaf)
    .map((one) => `${say('said', one.question)}\n\n${one.answer}`).join('\n\n---\n\n');

  bar.append(
    act('copy', say('copy_conversation'), (made) => copy(asText(), made)),
    act('link', say('copy_link'), (made) => copy(new URL(`${root}#c=${conversation.id}`, location).href, made)),
    act('bin', say('delete_this'), () => running || remove(conversation)),
  );

  const down = document.getElementById('down');
  const far = () => document.documentElement.scrollHeight - innerHeight - scrollY > 400;
  addEventListener('scroll', () => { down.hidden = !far(); }, { passive: true });
  down.addEventListener('click', () => scrollTo({ top: document.documentElement.scrollHeight, behavior: 'smooth' }));

  // Kept conversations

  const search = document.getElementById('search');
  let searching = 0;
  search.addEventListener('input', () => {
    clearTimeout(searching);
    searching = setTimeout(showList, 150);
  });

  async function showList() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const all = (await past.all()).sort((one, other) => other.updated - one.updated);
    const found = words.length ? await containing(all, words) : all;
    list.replaceChildren(...found.slice(0, 200).map(entry));
    const none = document.getElementById('no-conversations');
    none.hidden = found.length > 0;
    none.textContent = words.length ? say('no_conversation') : say('kept_here');
  }

  async function containing(all, words) {
    const texts = new Map(all.map((one) => [one.id, one.title.toLowerCase()]));
    for (const turn of await past.turns()) {
      texts.set(turn.conversation, `${texts.get(turn.conversation)}\n${turn.question}\n${turn.answer}`.toLowerCase());
    }
    return all.filter((one) => words.every((word) => texts.get(one.id).includes(word)));
  }

  function entry(one) {
    const made = document.createElement('li');
    const link = document.createElement('a');
    link.href = `${root}#c=${one.id}`;
    link.textContent = one.title || say('no_title');
    if (one.id === conversation.id) link.setAttribute('aria-current', 'page');
    made.append(link, act('edit', say('rename', one.title), () => rename(made, one)),
      act('bin', say('delete', one.title), () => remove(one)));
    return made;
  }

  function rename(made, one) {
    const field = document.createElement('input');
    field.type = 'text';
    field.value = one.title;
    field.setAttribute('aria-label', say('title'));
    let ended = false;
    const done = async (keep) => {
      if (ended) return;
      ended = true;
      if (keep && field.value.trim()) {
        const kept = one.id === conversation.id ? conversation : one;
        Object.assign(kept, { title: field.value.trim(), named: true });
        await past.put(kept);
      }
      showList();
    };
    field.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' || event.key === 'Escape') {
        event.preventDefault();
        done(event.key === 'Enter');
      }
    });
    field.addEventListener('blur', () => done(true));
    made.replaceChildren(field);
    field.select();
  }

  async function remove(one) {
    const kept = await past.turns(one.id);
    await past.delete(one.id);
    if (one.id === conversation.id) begin();
    await showList();
    toast(say('deleted', one.title), say('undo'), async () => {
      for (const turn of kept) await past.putTurn(one.id, turn);
      await past.put(one);
      showList();
    });
  }

  function begin() {
    const id = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    conversation = new Conversation({ id });
    chat.elements.conversation.value = id;
    window.history.replaceState(null, '', root);
    showPath();
    message.focus();
  }

  async function openKept() {
    const id = location.hash.startsWith('#c=') ? location.hash.slice(3) : null;
    const kept = id && id !== conversation.id && await past.get(id);
    document.getElementById('unknown').hidden = true;
    if (id && id !== conversation.id && !kept) await lookElsewhere(id);
    if (!kept || running) return;
    conversation = new Conversation(kept, await past.turns(id));
    chat.elements.conversation.value = id;
    examples?.remove();
    await render(conversation.path(kept.leaf).filter((one) => one.stage && !one.html && one.answer));
    showPath();
    scrollTo({ top: document.documentElement.scrollHeight });
    for (const one of conversation.path(kept.leaf)) if (!one.stage) attend(answerOf(one), one);
    showList();
  }

  /** The Space may keep what this browser has not. */
  async function lookElsewhere(id) {
    const all = await fetch(`${root}conversations/all`).then((response) => response.json()).catch(() => []);
    if (all.some((one) => one.id === id)) location.replace(`${root}conversations/${id}`);
    else document.getElementById('unknown').hidden = false;
  }

  const answerOf = (one) => turns.querySelector(`.answer[data-call="${CSS.escape(one.id)}"]`);

  /** Answers that came from a file are made safe HTML of by the server, as all others. */
  async function render(nodes) {
    if (!nodes.length) return;
    const response = await fetch(`${root}markdown`, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(nodes.map((one) => one.answer)),
    }).catch(() => null);
    const blocks = response?.ok ? await response.json() : [];
    nodes.forEach((one, i) => {
      one.html = (blocks[i] ?? []).map((block) => `<div class="block" dir="auto">${block}</div>`).join('');
    });
  }

  addEventListener('hashchange', openKept);

  document.getElementById('export').addEventListener('click', async () => {
    const all = [];
    for (const one of await past.all()) {
      all.push({ ...one, turns: (await past.turns(one.id)).map(({ html, conversation: _, ...turn }) => turn) });
    }
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([JSON.stringify({ conversations: all }, null, 1)], { type: 'application/json' }));
    link.download = 'conversations.json';
    link.click();
    URL.revokeObjectURL(link.href);
  });

  document.getElementById('import').addEventListener('change', async (event) => {
    try {
      const { conversations } = JSON.parse(await event.target.files[0].text());
      const all = conversations.map(checked);
      for (const one of all) {
        for (const turn of one.turns) await past.putTurn(one.id, turn);
        await past.put(one);
      }
      toast(say('imported', all.length));
      showList();
    } catch {
      toast(say('not_imported'));
    }
    event.target.value = '';
  });

  /** Only what is known, and no HTML: the file may come from anybody. */
  function checked(one) {
    const text = (value) => String(value ?? '');
    const id = text(one.id).replace(/[^0-9a-f]/g, '').slice(0, 32);
    if (id.length !== 32) throw new Error('no conversation');
    return {
      id, title: text(one.title), named: Boolean(one.named),
      updated: Number(one.updated) || 0, leaf: one.leaf === null ? null : text(one.leaf),
      turns: one.turns.map((turn, place) => ({
        id: text(turn.id), parent: turn.parent === null ? null : text(turn.parent), question: text(turn.question),
        answer: text(turn.answer), html: '', note: text(turn.note), stage: ['failed', 'cancelled'].includes(turn.stage)
          ? turn.stage : 'completed', liked: Number(turn.liked) || 0, at: Number(turn.at) || 0,
        place: Number(turn.place ?? place), kept: '', files: (turn.files ?? []).flatMap(checkedFile),
      })),
    };
  }

  function checkedFile(file) {
    const name = String(file.name ?? '');
    const image = String(file.image ?? '');
    if (image) return image.startsWith('data:image/jpeg;base64,') ? [{ name, image }] : [];
    return [{ name, text: String(file.text ?? '') }];
  }

  // Images and files

  const chooser = document.getElementById('files');
  chooser.addEventListener('change', async () => {
    await take(chooser.files);
    chooser.value = '';
  });
  frame.addEventListener('dragover', (event) => {
    event.preventDefault();
    chat.classList.add('over');
  });
  frame.addEventListener('dragleave', (event) => {
    if (!frame.contains(event.relatedTarget)) chat.classList.remove('over');
  });
  frame.addEventListener('drop', (event) => {
    event.preventDefault();
    chat.classList.remove('over');
    take(event.dataTransfer.files);
  });
  message.addEventListener('paste', (event) => {
    const text = event.clipboardData.getData('text/plain');
    if (event.clipboardData.files.length) {
      event.preventDefault();
      take(event.clipboardData.files);
    } else if (text.length > LONG_PASTE) {
      event.preventDefault();
      attach([...files, { name: 'pasted_text.txt', text }]);
    }
  });

  async function take(chosen) {
    for (const file of [...chosen]) {
      if (file.type.startsWith('image/')) {
        const image = await smallImage(file);
        if (image) attach([...files.filter((other) => !other.image), { name: file.name, image }]);
        else toast(say('no_image', file.name));
      } else if (file.type.startsWith('text/') || /\.(txt|md|csv|json|ya?ml|xml|java|py|js|ts|sql|log)$/i.test(file.name)) {
        if (file.size > MOST_INLINE) toast(say('too_long', file.name));
        else attach([...files, { name: file.name, text: await file.text() }]);
      } else {
        toast(say('not_text', file.name));
      }
    }
  }

  /** Small enough to go with the message; null if it is no image. */
  async function smallImage(file) {
    const bitmap = await createImageBitmap(file).catch(() => null);
    if (!bitmap) return null;
    const canvas = document.createElement('canvas');
    let small = '';
    for (const side of [1024, 768, 512]) {
      const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
      canvas.width = Math.max(1, Math.round(bitmap.width * scale));
      canvas.height = Math.max(1, Math.round(bitmap.height * scale));
      canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      small = canvas.toDataURL('image/jpeg', 0.8);
      if (small.length < MOST_INLINE) break;
    }
    return small;
  }

  /** What goes along with the next message. */
  function attach(all) {
    files = all;
    attached.replaceChildren(...files.map((file) => {
      const shown = document.createElement('figure');
      shown.append(shownFile(file), act('close', say('leave_out', file.name), () => {
        attach(files.filter((other) => other !== file));
        message.focus();
      }));
      return shown;
    }));
    count();
  }

  // Dictation

  const microphone = document.getElementById('microphone');
  let recorder = null;
  if (!navigator.mediaDevices || !globalThis.MediaRecorder) microphone.hidden = true;
  microphone.addEventListener('click', async () => {
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
    recorder.onstop = async () => {
      recorder = null;
      for (const track of sound.getTracks()) track.stop();
      recording(false);
      microphone.disabled = true;
      try {
        const said = await transcribe(root, new Blob(pieces));
        message.value = [message.value, said].filter(Boolean).join(' ');
      } catch (failure) {
        toast(failure.message);
      }
      microphone.disabled = false;
      count();
      message.focus();
    };
    recorder.start();
    recording(true);
  });

  function recording(now) {
    microphone.classList.toggle('recording', now);
    microphone.setAttribute('aria-pressed', String(now));
    microphone.querySelector('.i').className = `i i-${now ? 'stop' : 'mic'}`;
  }

  // The page as the server made it

  const earlier = JSON.parse(chat.elements.history.value || '[]');
  const calls = [...turns.querySelectorAll('.answer')];
  const isOpen = (answer) => ['waiting', 'running'].includes(answer.dataset.stage);

  async function adopt() {
    const side = frame.querySelector('.past');
    side.open = matchMedia('(min-width: 900px)').matches;
    if (!calls.length) {
      await openKept();
      showList();
      return;
    }
    const kept = await past.get(conversation.id);
    if (kept) conversation = new Conversation(kept, await past.turns(kept.id));
    const ids = calls.map((answer, i) => answer.dataset.call || earlier[i]?.call || `earlier-${i}`);
    ids.forEach((id, i) => {
      const turn = conversation.turns.get(id);
      if (!turn) conversation.add({ id, parent: i ? ids[i - 1] : null, liked: 0, at: Date.now(), ...shownBy(calls[i]) });
      else if (i === ids.length - 1 && !isOpen(calls[i])) Object.assign(turn, shownBy(calls[i]));
    });
    conversation.leaf = ids.at(-1);
    showPath();
    const last = conversation.turns.get(conversation.leaf);
    if (!last.stage) attend(answerOf(last), last);
    scrollTo({ top: document.documentElement.scrollHeight });
    for (const id of ids) await past.putTurn(conversation.id, conversation.turns.get(id));
    save();
  }

  function shownBy(answer) {
    return {
      question: answer.closest('li').previousElementSibling.querySelector('.bubble').textContent,
      answer: answer.dataset.text, html: answer.querySelector('.blocks').innerHTML, kept: answer.dataset.kept ?? '',
      note: answer.querySelector('.note').textContent, stage: isOpen(answer) ? '' : answer.dataset.stage,
    };
  }

  adopt();
}
