// The chat with script: conversations are trees of turns, kept in this browser. An edit or another try is a branch.

const DATABASE = 'space';
const SHOTS_AND_PAST = 200_000;

/** Where conversations are kept: IndexedDB, or memory where the browser does not allow it. */
class Past {
  constructor() {
    this.memory = new Map();
    this.database = new Promise((ready) => {
      const asked = indexedDB.open(DATABASE, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore('conversations', { keyPath: 'id' });
      asked.onsuccess = () => ready(asked.result);
      asked.onerror = () => ready(null);
    });
  }

  async #do(mode, what, instead) {
    const database = await this.database;
    if (!database) return instead();
    return new Promise((done, failed) => {
      const request = what(database.transaction('conversations', mode).objectStore('conversations'));
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
  }

  all() { return this.#do('readonly', (store) => store.getAll(), () => [...this.memory.values()]); }
  get(id) { return this.#do('readonly', (store) => store.get(id), () => this.memory.get(id)); }
  put(one) { return this.#do('readwrite', (store) => store.put(one), () => this.memory.set(one.id, one)); }
  delete(id) { return this.#do('readwrite', (store) => store.delete(id), () => this.memory.delete(id)); }
}

export default function startChat(space) {
  const { follow, post, formBody, showError, button, answerElement, stopButton, toast, ask: confirmed } = space;
  const chat = document.getElementById('chat');
  const turns = document.getElementById('turns');
  const message = document.getElementById('f-message');
  const list = document.getElementById('conversations');
  const root = turns.dataset.root;
  const past = new Past();
  const examples = chat.querySelector('.examples');
  let conversation = fresh(chat.elements.conversation.value);
  let running = null;

  function fresh(id) {
    return { id, title: '', named: false, updated: 0, leaf: null, nodes: [] };
  }

  const node = (id) => conversation.nodes.find((one) => one.id === id);
  const siblings = (of) => conversation.nodes.filter((one) => one.parent === of.parent);

  /** The turns from the first one to a last one. */
  function path(leaf) {
    const found = [];
    for (let at = node(leaf); at; at = node(at.parent)) found.unshift(at);
    return found;
  }

  /** The newest turn below one. */
  function newestBelow(id) {
    const child = conversation.nodes.findLast((one) => one.parent === id);
    return child ? newestBelow(child.id) : id;
  }

  async function save() {
    conversation.updated = Date.now();
    if (!conversation.named) conversation.title = (conversation.nodes[0]?.question ?? '').slice(0, 60);
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

  message.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      chat.requestSubmit();
    }
    if (event.key === 'ArrowUp' && !message.value) turns.querySelector('.user:nth-last-of-type(2) .edit')?.click();
  });

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && running) turns.querySelector('.stop')?.click();
  });

  /** Asks after a turn; null for the beginning. What stands after it on the page gives way to the new branch. */
  async function ask(question, parent) {
    const data = formBody(chat);
    const before = path(parent);
    data.set('message', question);
    data.set('conversation', conversation.id);
    data.set('history', JSON.stringify(latest(before)));
    running = 'sending';
    showError('');
    examples?.remove();
    const mine = { id: '', parent, question, answer: '', html: '', note: '', liked: 0, at: Date.now() };
    show(before, turns.children.length > before.length * 2);
    const { answer } = append(mine);
    answer.closest('li').scrollIntoView({ block: 'end' });
    try {
      const taken = await post(chat, data);
      mine.id = taken.call;
      conversation.nodes.push(mine);
      conversation.leaf = mine.id;
      answer.dataset.call = taken.call;
      chat.elements.image.value = '';
      preview.replaceChildren();
      window.history.replaceState(null, '', taken.page);
      save();
      attend(answer, mine);
    } catch (failure) {
      running = null;
      showPath();
      message.value = question;
      showError(failure.message);
    }
    message.focus();
  }

  /** The exchanges that are sent along, the newest that fit. */
  function latest(before) {
    const said = [];
    let length = 0;
    for (const one of before.toReversed()) {
      length += one.question.length + one.answer.length;
      if (length > SHOTS_AND_PAST) break;
      said.unshift({ question: one.question, answer: one.answer, call: one.id });
    }
    return said;
  }

  function attend(answer, mine) {
    running = mine.id;
    const acts = answer.parentElement.querySelector('.acts');
    acts.replaceChildren(stopButton(root, mine.id));
    follow(answer, root, (end) => {
      if (running === mine.id) running = null;
      Object.assign(mine, { answer: end.text, html: answer.querySelector('.blocks').innerHTML, stage: end.stage,
        note: answer.querySelector('.note').textContent });
      save();
      if (answer.isConnected) offer(answer, mine);
    });
  }

  // What is shown

  function showPath() {
    show(path(conversation.leaf), true);
  }

  /** Turns in a row; those that are there already are kept if that is enough. */
  function show(nodes, anew) {
    if (!anew) return;
    const part = document.createDocumentFragment();
    turns.replaceChildren();
    for (const one of nodes) append(one, part);
    turns.append(part);
  }

  function append(one, to = turns) {
    const user = item('user', 'You: ');
    user.firstElementChild.nextElementSibling.textContent = one.question;
    const acts = document.createElement('div');
    acts.className = 'acts';
    const all = siblings(one).filter((other) => other.id);
    const place = all.indexOf(one);
    if (all.length > 1 && place >= 0) {
      const turnTo = (to) => { conversation.leaf = newestBelow(all[to].id); past.put(conversation); showPath(); };
      const count = document.createElement('span');
      count.textContent = `${place + 1} / ${all.length}`;
      const earlier = button('‹', () => turnTo(place - 1), '', 'Earlier branch');
      const later = button('›', () => turnTo(place + 1), '', 'Later branch');
      earlier.disabled = place === 0;
      later.disabled = place === all.length - 1;
      acts.append(earlier, count, later);
    }
    if (one.id) acts.append(button('Edit', () => edit(user, one), 'edit'));
    user.append(acts);
    const bot = item('bot', 'Answer: ');
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

  function item(who, spoken) {
    const made = document.createElement('li');
    made.className = who;
    made.innerHTML = '<span class="sr"></span><div class="bubble"></div>';
    made.firstElementChild.textContent = spoken;
    return made;
  }

  /** The buttons below an answer. */
  function offer(answer, one) {
    const acts = answer.parentElement.querySelector('.acts');
    for (const old of turns.querySelectorAll('.last')) old.remove();
    const like = (label, value, icon) => {
      const made = button(icon, () => {
        one.liked = one.liked === value ? 0 : value;
        past.put(conversation);
        offer(answer, one);
      }, '', label);
      made.setAttribute('aria-pressed', String(one.liked === value));
      return made;
    };
    acts.replaceChildren(
      button('Copy', async (made) => {
        await navigator.clipboard.writeText(one.answer);
        made.textContent = 'Copied';
        setTimeout(() => { made.textContent = 'Copy'; }, 1500);
      }),
      button('Retry', () => running || ask(one.question, one.parent)),
      ...(one.id === conversation.leaf ? [button('Undo', () => undo(one), 'last')] : []),
      like('Like', 1, '👍'), like('Dislike', -1, '👎'),
    );
    decorate(answer);
  }

  /** A button on each block of code. */
  function decorate(answer) {
    for (const code of answer.querySelectorAll('.block > pre')) {
      if (code.previousElementSibling?.matches('.copy')) continue;
      const language = code.firstElementChild?.className.replace('language-', '') ?? '';
      const bar = document.createElement('div');
      bar.className = 'copy';
      bar.append(language, button('Copy code', async (made) => {
        await navigator.clipboard.writeText(code.textContent);
        made.textContent = 'Copied';
        setTimeout(() => { made.textContent = 'Copy code'; }, 1500);
      }));
      code.before(bar);
    }
  }

  function undo(one) {
    if (running) return;
    conversation.nodes = conversation.nodes.filter((other) => other !== one);
    const other = siblings(one).at(-1);
    conversation.leaf = other ? newestBelow(other.id) : one.parent;
    message.value = one.question;
    message.focus();
    save();
    showPath();
  }

  function edit(user, one) {
    if (running) return;
    const bubble = user.querySelector('.bubble');
    const area = document.createElement('textarea');
    area.value = one.question;
    area.rows = Math.min(8, one.question.split('\n').length + 1);
    area.setAttribute('aria-label', 'Edit the message');
    const acts = document.createElement('div');
    acts.className = 'acts';
    const cancel = () => { bubble.textContent = one.question; bubble.classList.remove('editing'); };
    const send = () => area.value.trim() && ask(area.value.trim(), one.parent);
    acts.append(button('Send', send), button('Cancel', cancel));
    bubble.classList.add('editing');
    bubble.replaceChildren(area, acts);
    area.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') cancel();
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        send();
      }
    });
    area.focus();
  }

  // Kept conversations

  const search = document.getElementById('search');
  search?.addEventListener('input', showList);

  async function showList() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const all = (await past.all()).sort((one, other) => other.updated - one.updated);
    const found = all.filter((one) => {
      const text = `${one.title}\n${one.nodes.map((turn) => `${turn.question}\n${turn.answer}`).join('\n')}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
    list.replaceChildren(...found.slice(0, 200).map(entry));
    document.getElementById('no-conversations').hidden = found.length > 0;
    document.getElementById('no-conversations').textContent = words.length
      ? 'No conversation has these words.' : 'Conversations are kept in this browser.';
  }

  function entry(one) {
    const made = document.createElement('li');
    const link = document.createElement('a');
    link.href = `${root}#c=${one.id}`;
    link.textContent = one.title || 'Without a title';
    if (one.id === conversation.id) link.setAttribute('aria-current', 'page');
    made.append(link, button('✎', () => rename(made, one), 'icon', `Rename ${one.title}`),
      button('✕', () => remove(one), 'icon', `Delete ${one.title}`));
    return made;
  }

  function rename(made, one) {
    const field = document.createElement('input');
    field.type = 'text';
    field.value = one.title;
    field.setAttribute('aria-label', 'Title');
    const done = async (keep) => {
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
    field.addEventListener('blur', () => done(true), { once: true });
    made.replaceChildren(field);
    field.select();
  }

  async function remove(one) {
    await past.delete(one.id);
    if (one.id === conversation.id) begin();
    await showList();
    toast(`“${one.title}” was deleted.`, 'Undo', async () => {
      await past.put(one);
      showList();
    });
  }

  function begin() {
    conversation = fresh(crypto.randomUUID?.().replaceAll('-', '') ?? hex());
    chat.elements.conversation.value = conversation.id;
    turns.replaceChildren();
    window.history.replaceState(null, '', root);
  }

  function hex() {
    return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  async function openKept() {
    const id = location.hash.startsWith('#c=') ? location.hash.slice(3) : null;
    const kept = id && id !== conversation.id && await past.get(id);
    if (!kept || running) return;
    conversation = kept;
    chat.elements.conversation.value = id;
    examples?.remove();
    await render(kept.nodes.filter((one) => one.stage && !one.html));
    showPath();
    turns.lastElementChild?.scrollIntoView({ block: 'end' });
    for (const one of path(kept.leaf)) if (!one.stage) attend(answerOf(one), one);
    showList();
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
      one.html = (blocks[i] ?? []).map((block) => `<div class="block">${block}</div>`).join('');
    });
  }

  addEventListener('hashchange', openKept);

  document.getElementById('export')?.addEventListener('click', async () => {
    const all = (await past.all()).map((one) => ({ ...one, nodes: one.nodes.map(({ html, ...turn }) => turn) }));
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([JSON.stringify({ conversations: all }, null, 1)], { type: 'application/json' }));
    link.download = 'conversations.json';
    link.click();
    URL.revokeObjectURL(link.href);
  });

  document.getElementById('import')?.addEventListener('change', async (event) => {
    try {
      const { conversations } = JSON.parse(await event.target.files[0].text());
      for (const one of conversations.map(checked)) await past.put(one);
      toast(`${conversations.length} conversations were imported.`);
      showList();
    } catch {
      toast('This file has no conversations. Choose one that was exported here.');
    }
    event.target.value = '';
  });

  /** Only what is known, and no HTML: the file may come from anybody. */
  function checked(one) {
    const text = (value) => String(value ?? '');
    return {
      id: text(one.id).replace(/[^0-9a-f]/g, '').slice(0, 32), title: text(one.title), named: Boolean(one.named),
      updated: Number(one.updated) || 0, leaf: one.leaf === null ? null : text(one.leaf),
      nodes: one.nodes.map((turn) => ({
        id: text(turn.id), parent: turn.parent === null ? null : text(turn.parent), question: text(turn.question),
        answer: text(turn.answer), html: '', note: text(turn.note), stage: ['failed', 'cancelled'].includes(turn.stage)
          ? turn.stage : 'completed', liked: Number(turn.liked) || 0, at: Number(turn.at) || 0,
      })),
    };
  }

  // Images and files

  const preview = document.getElementById('attached');
  const files = document.getElementById('files');
  files?.addEventListener('change', () => { attach(files.files); files.value = ''; });
  chat.addEventListener('dragover', (event) => { event.preventDefault(); chat.classList.add('over'); });
  chat.addEventListener('dragleave', () => chat.classList.remove('over'));
  chat.addEventListener('drop', (event) => {
    event.preventDefault();
    chat.classList.remove('over');
    attach(event.dataTransfer.files);
  });
  message.addEventListener('paste', (event) => {
    if (event.clipboardData.files.length) {
      event.preventDefault();
      attach(event.clipboardData.files);
    }
  });

  async function attach(chosen) {
    for (const file of chosen) {
      if (file.type.startsWith('image/')) await attachImage(file);
      else if (file.type.startsWith('text/') || /\.(txt|md|csv|json|ya?ml|xml|java|py|js|ts|sql|log)$/i.test(file.name)) await attachText(file);
      else toast(`${file.name} is neither an image nor a text. Other documents can be added on the page Documents.`);
    }
  }

  /** Small enough to go with the message. */
  async function attachImage(file) {
    const bitmap = await createImageBitmap(file).catch(() => null);
    if (!bitmap) return toast(`${file.name} is no image that this browser can read.`);
    const canvas = document.createElement('canvas');
    for (const side of [1024, 768, 512]) {
      const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
      canvas.width = Math.max(1, Math.round(bitmap.width * scale));
      canvas.height = Math.max(1, Math.round(bitmap.height * scale));
      canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      chat.elements.image.value = canvas.toDataURL('image/jpeg', 0.8);
      if (chat.elements.image.value.length < 180_000) break;
    }
    const shown = document.createElement('figure');
    const picture = document.createElement('img');
    picture.src = chat.elements.image.value;
    picture.alt = file.name;
    shown.append(picture, button('✕', () => { chat.elements.image.value = ''; shown.remove(); }, 'icon', `Leave out ${file.name}`));
    preview.replaceChildren(shown);
    return shown;
  }

  async function attachText(file) {
    const field = chat.elements.documents;
    if (file.size > 150_000) return toast(`${file.name} is too long for one message. Add it on the page Documents.`);
    field.value = `${field.value}${field.value ? '\n\n' : ''}${await file.text()}`;
    return toast(`${file.name} goes along as a text to answer from.`);
  }

  // The page as the server made it

  const earlier = JSON.parse(chat.elements.history.value || '[]');
  const calls = [...turns.querySelectorAll('.answer')];

  async function adopt() {
    if (calls.length) {
      const kept = await past.get(conversation.id);
      const ids = calls.map((answer, i) => answer.dataset.call || earlier[i]?.call || `earlier-${i}`);
      conversation = kept ?? conversation;
      ids.forEach((id, i) => {
        if (node(id)) return;
        const answer = calls[i];
        const open = ['waiting', 'running'].includes(answer.dataset.stage);
        conversation.nodes.push({
          id, parent: i ? ids[i - 1] : null, answer: answer.dataset.text, html: answer.querySelector('.blocks').innerHTML,
          question: answer.closest('li').previousElementSibling.querySelector('.bubble').textContent,
          note: answer.querySelector('.note').textContent, stage: open ? '' : answer.dataset.stage, liked: 0, at: Date.now(),
        });
      });
      const last = node(ids.at(-1));
      const still = calls.at(-1);
      if (!['waiting', 'running'].includes(still.dataset.stage)) {
        Object.assign(last, { answer: still.dataset.text, html: still.querySelector('.blocks').innerHTML,
          stage: still.dataset.stage, note: still.querySelector('.note').textContent });
      }
      conversation.leaf = last.id;
      showPath();
      if (!last.stage) attend(answerOf(last), last);
      save();
    } else {
      await openKept();
      showList();
    }
  }

  document.getElementById('new-chat')?.addEventListener('click', (event) => {
    if (running) return;
    event.preventDefault();
    location.assign(root);
  });

  adopt();
}
