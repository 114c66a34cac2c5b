/* The keyboard: palette (Ctrl+K), keys of a page (?), rows with j and k. Single letters work only outside of fields, never
   while an input method composes, and not at all when the cookie `keys` is off (WCAG 2.1.4). Sentences stand in templates. */
(function () {
  'use strict';
  const one = (query, root) => (root || document).querySelector(query);
  const all = (query, root) => Array.from((root || document).querySelectorAll(query));
  const visible = (element) => Boolean(element && element.offsetParent !== null);
  const palette = document.getElementById('palette'), help = document.getElementById('keys-help');
  const off = () => document.documentElement.dataset.keys === 'off';
  const typing = (target) => target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName || '') && !/^(checkbox|radio|button|submit)$/i.test(target.type || '');

  /* ---- dialogs: focus returns to where it was ---- */
  let opener = null;
  function open(dialog) {
    if (!dialog || dialog.open) { return; }
    opener = document.activeElement;
    dialog.showModal();
  }
  function close(dialog) { dialog.close(); }
  [palette, help].filter(Boolean).forEach((dialog) => {
    dialog.addEventListener('close', () => { if (opener && opener.isConnected) { opener.focus(); } opener = null; });
    dialog.addEventListener('click', (event) => { if (event.target === dialog) { close(dialog); } });
  });
  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-open-dialog]');
    if (button) { if (button.dataset.openDialog === 'palette') { openPalette(); } else { openHelp(); } return; }
    if (event.target.closest('[data-close-dialog]')) { close(event.target.closest('dialog')); }
  });

  /* ---- palette ---- */
  const query = document.getElementById('palette-q'), none = document.getElementById('palette-none');
  let timer = 0, waiting = false;
  const options = () => all('[role=option]', palette).filter((option) => !option.hidden);
  function mark(option) {
    all('[role=option]', palette).forEach((other) => other.setAttribute('aria-selected', String(other === option)));
    if (option) { query.setAttribute('aria-activedescendant', option.id); option.scrollIntoView({block: 'nearest'}); } else { query.removeAttribute('aria-activedescendant'); }
  }
  function narrow() {
    const typed = query.value.trim().toLowerCase().replace(/\s+/g, '');
    all('[data-palette-own] [role=option]', palette).forEach((option) => {
      const words = option.dataset.letters.split(' ');
      option.hidden = Boolean(typed) && !option.textContent.toLowerCase().includes(typed) && !words.some((word) => word.startsWith(typed));
    });
    all('[data-palette-own]', palette).forEach((group) => { group.hidden = !all('[role=option]', group).some((option) => !option.hidden); });
    settle();
  }
  function settle() {
    const found = options(), chosen = one('[aria-selected=true]:not([hidden])', palette);
    mark(found.includes(chosen) ? chosen : found[0] || null);
    none.textContent = found.length ? '' : waiting ? none.dataset.typing : none.dataset.none;
  }
  function openPalette() {
    if (!palette || palette.open) { return; }
    if (help && help.open) { close(help); }
    open(palette);
    query.value = '';
    one('#palette-hits', palette).replaceChildren();
    all('[role=option]', palette).forEach((option) => option.setAttribute('aria-selected', 'false'));
    narrow();
    query.focus();
  }
  function look() {
    clearTimeout(timer);
    narrow();
    const hits = one('#palette-hits', palette);
    if (!query.value.trim()) { waiting = false; hits.replaceChildren(); settle(); return; }
    if (!query.hasAttribute('hx-post')) { return; }
    waiting = true;
    settle();
    timer = setTimeout(() => query.dispatchEvent(new CustomEvent('palette-search', {bubbles: true})), 180);
  }
  if (palette) {
    query.addEventListener('input', (event) => { if (!event.isComposing) { look(); } });
    query.addEventListener('compositionend', look);
    query.addEventListener('keydown', (event) => {
      if (event.isComposing) { return; }
      const found = options(), now = found.findIndex((option) => option.getAttribute('aria-selected') === 'true');
      const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
      if (step && found.length) { event.preventDefault(); mark(found[(now + step + found.length) % found.length]); }
      if (event.key === 'Enter') { event.preventDefault(); if (found[now]) { location.assign(found[now].href); } }
      if (event.key === 'Home' && found.length && event.ctrlKey) { event.preventDefault(); mark(found[0]); }
      if (event.key === 'End' && found.length && event.ctrlKey) { event.preventDefault(); mark(found[found.length - 1]); }
    });
    document.addEventListener('htmx:afterRequest', (event) => {
      if (event.detail.elt !== query) { return; }
      waiting = false;
      if (!query.value.trim()) { one('#palette-hits', palette).replaceChildren(); }
      settle();
    });
  }

  /* ---- which keys this page knows ---- */
  const rows = () => all('main tbody tr, main [data-keys-row]').filter((row) => visible(row) && link(row));
  const link = (row) => one('td.lead a[href], a.ttl[href]', row) || one('a[href]', row);
  const box = (row) => one('input[type=checkbox]:not([disabled])', row);
  const part = (key) => one('main [data-key="' + key + '"]');
  const back = () => all('main .crumb a[href]').pop() || null;
  function openHelp() {
    if (!help || help.open) { return; }
    if (palette && palette.open) { close(palette); }
    const list = rows(), known = {rows: list.length, boxes: list.some(box), a: part('a'), r: part('r'), back: back()};
    all('[data-keys-for]', help).forEach((line) => { line.hidden = !known[line.dataset.keysFor]; });
    open(help);
    one('#keys-title').focus();
  }

  /* ---- rows: the mark goes with the focus on the row's link, so Enter opens it of itself ---- */
  const memory = 'row:' + location.pathname;
  function current(list) {
    const holding = list.findIndex((row) => row.contains(document.activeElement));
    if (holding >= 0) { return holding; }
    const kept = sessionStorage.getItem(memory);
    return kept === null ? -1 : list.findIndex((row) => link(row).getAttribute('href') === kept) - 0.5;
  }
  function step(by) {
    const list = rows();
    if (!list.length) { return; }
    const now = current(list), next = now < 0 && now > -1 ? 0 : by > 0 ? Math.floor(now) + 1 : Math.ceil(now) - 1;
    const row = list[Math.min(Math.max(next, 0), list.length - 1)];
    link(row).focus({preventScroll: true});
    row.scrollIntoView({block: 'nearest'});
  }
  document.addEventListener('focusin', (event) => {
    const row = event.target.closest && event.target.closest('main tbody tr, main [data-keys-row]');
    all('.is-marked').forEach((other) => { if (other !== row) { other.classList.remove('is-marked'); } });
    if (row && link(row)) { row.classList.add('is-marked'); sessionStorage.setItem(memory, link(row).getAttribute('href')); }
  });

  function reach(key) {
    const place = part(key);
    if (!place) { return false; }
    const details = place.closest('details:not([open])');
    if (details) { details.open = true; }
    const target = place.matches('button,a,input') ? place : one('input:not([type=hidden]),textarea,select,button', place) || place;
    target.focus();
    target.scrollIntoView({block: 'center'});
    return true;
  }

  /* ---- the switch ---- */
  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-keys-switch]');
    if (!button) { return; }
    const on = off();
    if (on) { delete document.documentElement.dataset.keys; } else { document.documentElement.dataset.keys = 'off'; }
    button.setAttribute('aria-pressed', String(on));
    button.textContent = on ? button.dataset.on : button.dataset.off;
    document.cookie = 'keys=' + (on ? 'on' : 'off') + '; path=/; max-age=31536000; samesite=lax';
  });

  const singles = {
    '/': () => {
      const search = all('#global-search, .toolbar input[type=search]').find(visible);
      if (search) { search.focus(); search.select(); }
      return Boolean(search);
    },
    '?': () => { openHelp(); return Boolean(help); },
    j: () => { step(1); return true; },
    k: () => { step(-1); return true; },
    x: () => {
      const row = rows().find((each) => each.contains(document.activeElement)), check = row && box(row);
      if (check) { check.click(); }
      return Boolean(check);
    },
    a: () => reach('a'),
    r: () => reach('r'),
    Escape: () => {
      const target = back();
      if (!target || one('form[data-changed]') || one('details.menu[open], .drawer:not([hidden])')) { return false; }
      location.assign(target.href);
      return true;
    },
  };
  document.addEventListener('keydown', (event) => {
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) { return; }
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k' && palette) {
      event.preventDefault();
      if (palette.open) { close(palette); } else { openPalette(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || off() || one('dialog[open]') || typing(event.target)) { return; }
    const act = singles[event.key];
    if (act && act()) { event.preventDefault(); }
  });
  document.addEventListener('input', (event) => {
    const form = event.target.closest && event.target.closest('main form[method=post]');
    if (form) { form.dataset.changed = 'yes'; }
  });
})();
