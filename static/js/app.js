/* Small behaviours shared by all pages. No inline handlers, nothing global, everything by delegation so that
   parts swapped in by htmx behave like the rest. Sentences for people stand in the templates, never here. */
(function () {
  'use strict';
  const one = (query, root) => (root || document).querySelector(query);
  const all = (query, root) => Array.from((root || document).querySelectorAll(query));
  const sentence = (name) => { const box = one('#script-messages'); return box ? box.dataset[name] || '' : ''; };

  /* ---- menus (<details class="menu">): one open at a time, Escape and a click elsewhere close ---- */
  const closeMenus = (except) => all('details.menu[open]').forEach((menu) => {
    if (menu !== except && !menu.contains(except)) { menu.open = false; }
  });
  document.addEventListener('click', (event) => closeMenus(event.target.closest('details.menu')));
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') { return; }
    const menu = event.target.closest && event.target.closest('details.menu[open]');
    if (menu) { menu.open = false; one('summary', menu).focus(); return; }
    const drawer = one('.drawer:not([hidden])');
    if (drawer && drawer.contains(event.target)) { closeDrawer(drawer); }
  });

  /* ---- tabs: arrows move, one tab stop ---- */
  function selectTab(list, tab) {
    all('[role=tab]', list).forEach((other) => {
      const on = other === tab, panel = document.getElementById(other.getAttribute('aria-controls'));
      other.setAttribute('aria-selected', String(on));
      other.tabIndex = on ? 0 : -1;
      other.classList.toggle('active', on);
      if (panel) { panel.hidden = !on; }
    });
    tab.focus();
  }
  document.addEventListener('click', (event) => {
    const tab = event.target.closest('[role=tab]');
    if (tab) { selectTab(tab.closest('[role=tablist]'), tab); }
  });
  document.addEventListener('keydown', (event) => {
    const tab = event.target.closest && event.target.closest('[role=tab]');
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (!tab || !step) { return; }
    event.preventDefault();
    const list = tab.closest('[role=tablist]'), tabs = all('[role=tab]', list);
    selectTab(list, tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length]);
  });

  /* ---- press-one-of-many groups that show or hide rows already on the page ---- */
  document.addEventListener('click', (event) => {
    const button = event.target.closest('.seg [aria-pressed]');
    if (!button) { return; }
    all('[aria-pressed]', button.closest('.seg')).forEach((b) => b.setAttribute('aria-pressed', String(b === button)));
    if (button.dataset.show) {
      all('[data-row]').forEach((row) => { row.hidden = button.dataset.show === 'bad' && row.dataset.row === 'ok'; });
    }
  });

  /* ---- one button opens one region: inline edits, compare panels, closing the drawer ---- */
  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-toggle-region]');
    if (!button) { return; }
    event.preventDefault();
    const region = document.getElementById(button.dataset.toggleRegion);
    if (!region) { return; }
    const opener = one('[aria-controls="' + region.id + '"]') || button;
    region.hidden = !region.hidden;
    opener.setAttribute('aria-expanded', String(!region.hidden));
    (region.hidden ? opener : one('h2[tabindex],h3[tabindex],input:not([type=hidden]),button', region) || region).focus();
  });

  /* ---- drawer: a figure of the form opens its list beside the paper (a[data-opens-drawer] with hx-get) ---- */
  let drawerOpener = null;
  function closeDrawer(drawer) {
    drawer.hidden = true;
    all('td.on').forEach((cell) => cell.classList.remove('on'));
    if (drawerOpener) { drawerOpener.setAttribute('aria-expanded', 'false'); drawerOpener.focus(); }
  }
  document.addEventListener('click', (event) => {
    const close = event.target.closest('[data-close-drawer]');
    if (close) { closeDrawer(close.closest('.drawer')); }
    const figure = event.target.closest('a[data-opens-drawer]');
    if (figure) { drawerOpener = figure; }
  });
  document.addEventListener('htmx:afterSwap', (event) => {
    const drawer = event.detail.target;
    if (!drawer.classList.contains('drawer')) { return; }
    drawer.hidden = false;
    all('td.on').forEach((cell) => cell.classList.remove('on'));
    all('a[data-opens-drawer]').forEach((figure) => figure.setAttribute('aria-expanded', String(figure === drawerOpener)));
    if (drawerOpener && drawerOpener.closest('td')) { drawerOpener.closest('td').classList.add('on'); }
    (one('h2[tabindex]', drawer) || drawer).focus();
  });

  /* ---- take the proposed value ---- */
  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-fill]');
    if (!button) { return; }
    const input = document.getElementById(button.dataset.fillFor);
    if (input) { input.value = button.dataset.fill; input.focus(); }
  });

  /* ---- copy a text: by selecting it, since the clipboard itself is closed to pages without TLS ---- */
  all('[data-copy]').forEach((button) => { button.hidden = false; });
  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-copy]');
    if (!button) { return; }
    const text = document.getElementById(button.dataset.copy);
    text.focus();
    text.select();
    if (document.execCommand('copy')) { button.textContent = button.dataset.copied; }
  });

  /* ---- a one-time code in the fragment, which no server ever sees, goes into its field and out of the address ---- */
  const coded = one('input[data-from-fragment]');
  if (coded && window.location.hash.length > 1) {
    let code = window.location.hash.slice(1);
    try { code = decodeURIComponent(code); } catch (error) { /* as it stands */ }
    if (/^[0-9A-Za-z-]+$/.test(code)) {
      coded.value = code;
      window.history.replaceState(null, '', window.location.pathname);
    }
  }

  /* ---- a form is sent once: its buttons rest until the page is shown again ---- */
  function rest(form, submitter) {
    form.dataset.sent = 'yes';
    setTimeout(() => {                       /* after the browser has taken the pressed button's own value */
      all('button:not([type=button]),input[type=submit]', form).forEach((b) => { if (!b.disabled) { b.disabled = true; b.dataset.rested = 'yes'; } });
      if (submitter && submitter.dataset.busyLabel) { submitter.dataset.label = submitter.textContent; submitter.textContent = submitter.dataset.busyLabel; }
    }, 0);
  }
  function wake(form) {
    delete form.dataset.sent;
    all('[data-rested]', form).forEach((b) => {
      b.disabled = false;
      delete b.dataset.rested;
      if (b.dataset.label) { b.textContent = b.dataset.label; delete b.dataset.label; }
    });
  }
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (event.defaultPrevented) { return; }
    if ((form.getAttribute('method') || 'get').toLowerCase() !== 'post') {
      /* a whole identity number never gets into an address: its last four find the person as well */
      all('input[name=q]', form).forEach((field) => { const found = /(?:^|\D)(\d{17}[\dXx])(?:$|[^0-9A-Za-z])/.exec(field.value.replace(/(\d)\s+(?=[\dXx])/g, '$1')); if (found) { field.value = found[1].slice(-4); } });
      return;
    }
    if (form.dataset.sent) { event.preventDefault(); return; }
    const wrongFile = one('.drop.is-wrong input[type=file]', form);
    if (wrongFile) { event.preventDefault(); wrongFile.focus(); return; }
    rest(form, event.submitter);
    if ('download' in form.dataset) { setTimeout(() => wake(form), 3000); }   /* a file comes back, the page stays */
  });
  window.addEventListener('pageshow', () => all('form[data-sent]').forEach(wake));

  /* ---- htmx: the CSRF token goes with every unsafe request; trouble is told in words ---- */
  document.addEventListener('htmx:configRequest', (event) => {
    const meta = one('meta[name="csrf-token"]');
    if (meta && meta.content && event.detail.verb !== 'get') { event.detail.headers['X-CSRFToken'] = meta.content; }
  });
  document.addEventListener('htmx:beforeRequest', (event) => { const form = event.detail.elt.closest('form'); if (form && event.detail.requestConfig.verb !== 'get') { rest(form, null); } });
  document.addEventListener('htmx:afterRequest', (event) => { const form = event.detail.elt.closest && event.detail.elt.closest('form'); if (form) { setTimeout(() => wake(form), 0); } });
  function tell(text) {
    const box = one('#flashes');
    if (!box || !text) { return; }
    const notice = document.createElement('div'), line = document.createElement('p'), sign = document.createElement('span'), words = document.createElement('span');
    notice.className = 'notice is-bad';
    notice.setAttribute('role', 'alert');
    line.className = 'h';
    sign.className = 's s-x';
    sign.setAttribute('aria-hidden', 'true');
    words.textContent = text;
    line.append(sign, words);
    notice.append(line);
    box.replaceChildren(notice);
    box.scrollIntoView({block: 'nearest'});
  }
  document.addEventListener('htmx:responseError', (event) => {
    const names = {400: 'expired', 401: 'expired', 403: 'forbidden', 429: 'busy'};
    tell(sentence(names[event.detail.xhr.status] || 'failed'));
  });
  document.addEventListener('htmx:sendError', () => tell(sentence('offline')));

  /* ---- choosing a file: say what was chosen, refuse early what the server would refuse ---- */
  function showFile(drop) {
    const input = one('input[type=file]', drop), file = input.files[0];
    const state = one('.drop-state', drop), error = one('.drop-error', drop);
    const kinds = (input.getAttribute('accept') || '').toLowerCase().split(',').filter((k) => k.startsWith('.'));
    let wrong = '';
    if (file && input.dataset.maxBytes && file.size > +input.dataset.maxBytes) { wrong = input.dataset.tooLarge; }
    if (file && kinds.length && !kinds.some((k) => file.name.toLowerCase().endsWith(k))) { wrong = input.dataset.wrongKind; }
    drop.classList.toggle('has-file', Boolean(file) && !wrong);
    drop.classList.toggle('is-wrong', Boolean(wrong));
    state.textContent = file ? file.name + '，' + (file.size >= 1048576 ? (file.size / 1048576).toFixed(1) + ' MB' : Math.max(1, Math.round(file.size / 1024)) + ' KB') : state.dataset.none;
    error.hidden = !wrong;
    one('.drop-error-text', drop).textContent = wrong;
    input.setAttribute('aria-invalid', String(Boolean(wrong)));
    input.setCustomValidity(wrong);
  }
  document.addEventListener('change', (event) => {
    const drop = event.target.closest('.drop');
    if (drop) { showFile(drop); }
  });
  ['dragenter', 'dragover', 'dragleave', 'drop'].forEach((name) => document.addEventListener(name, (event) => {
    const drop = event.target.closest && event.target.closest('.drop');
    if (!drop) { return; }
    event.preventDefault();
    drop.classList.toggle('is-over', name === 'dragenter' || name === 'dragover');
    if (name === 'drop' && event.dataTransfer.files.length) {
      one('input[type=file]', drop).files = event.dataTransfer.files;
      showFile(drop);
    }
  }));

  /* ---- printing the page one is on ---- */
  document.addEventListener('click', (event) => { if (event.target.closest('[data-print]')) { window.print(); } });

  /* ---- choosing rows for a bulk action: the head box chooses all, the bar says how many ---- */
  document.addEventListener('change', (event) => {
    const box = event.target.closest('input[type=checkbox][data-check-all],input[type=checkbox][data-check-row]');
    if (!box) { return; }
    const scope = box.closest('form') || document, rows = all('[data-check-row]', scope), head = one('[data-check-all]', scope);
    if (box === head) { rows.forEach((row) => { row.checked = head.checked; }); }
    const chosen = rows.filter((row) => row.checked).length;
    if (head) { head.checked = chosen > 0 && chosen === rows.length; head.indeterminate = chosen > 0 && chosen < rows.length; }
    all('[data-check-count]', scope).forEach((count) => { count.textContent = String(chosen); });
    all('[data-needs-rows]', scope).forEach((button) => { button.disabled = chosen === 0; });
  });

  /* ---- large type, remembered in a cookie so that the server draws the next page right away ---- */
  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-font-switch]');
    if (!button) { return; }
    const root = document.documentElement, large = root.dataset.font !== 'large';
    if (large) { root.dataset.font = 'large'; } else { delete root.dataset.font; }
    button.setAttribute('aria-pressed', String(large));
    document.cookie = 'font=' + (large ? 'large' : 'normal') + '; path=/; max-age=31536000; samesite=lax';
    window.dispatchEvent(new Event('resize'));
  });

  /* ---- tables drawn as cards lose their meaning for screen readers: give it back ---- */
  function nameTables(root) {
    all('table.cards', root).forEach((table) => {
      table.setAttribute('role', 'table');
      all('thead,tbody,tfoot', table).forEach((part) => part.setAttribute('role', 'rowgroup'));
      all('tr', table).forEach((row) => row.setAttribute('role', 'row'));
      all('thead th', table).forEach((head) => head.setAttribute('role', 'columnheader'));
      all('tbody th', table).forEach((head) => head.setAttribute('role', 'rowheader'));
      all('td', table).forEach((cell) => cell.setAttribute('role', 'cell'));
    });
  }
  nameTables(document);
  document.addEventListener('htmx:load', (event) => nameTables(event.detail.elt.parentNode || document));

  /* ---- what gets the focus is moved clear of the bar at the foot of long work (WCAG 2.4.11) ---- */
  document.addEventListener('focusin', (event) => {
    const bar = one('.actionbar'), on = event.target;
    /* Not for a press by mouse or finger: the page must not move before it is let go. */
    if (!bar || bar.contains(on) || !on.getBoundingClientRect || !on.matches(':focus-visible')) { return; }
    const clear = () => {
      const box = on.getBoundingClientRect(), edge = bar.getBoundingClientRect();
      if (box.bottom > edge.top && box.top < edge.bottom) { window.scrollBy({top: box.bottom - edge.top + 16, behavior: 'instant'}); }
    };
    clear();
    requestAnimationFrame(clear);   /* once more after the browser has scrolled on its own */
  });

  /* ---- after a refused form the summary of errors is read first ---- */
  const summary = one('.err-summary');
  if (summary) {
    const mark = (one('#script-messages') || {dataset: {}}).dataset.errorTitle || '';
    if (!document.title.startsWith(mark)) { document.title = mark + document.title; }
    summary.focus();
  }
})();
