/* Drafts: what is typed into form[data-draft] is kept on the server a few seconds later and offered when the form is opened
   again. Passwords, files and hidden fields never leave the page by this way. Without scripts nothing is missing but this. */
(function () {
  'use strict';
  const all = (query, root) => Array.from((root || document).querySelectorAll(query));
  const token = () => { const meta = document.querySelector('meta[name="csrf-token"]'); return meta ? meta.content : ''; };
  const address = (form, end) => '/drafts/' + encodeURIComponent(form.dataset.draft) + (end || '');
  const fields = (form) => all('input[name],select[name],textarea[name]', form).filter((field) => !/^(hidden|password|file|submit|button|image)$/.test(field.type));
  const timers = new WeakMap(), changed = new Set();

  function typed(form) {
    const values = new URLSearchParams(), role = form.elements.acting_as;
    if (role) { values.append('acting_as', role.value); } // switched to another role meanwhile: not kept for that one
    fields(form).forEach((field) => {
      if (field.disabled || /^(checkbox|radio)$/.test(field.type) && !field.checked) { return; }
      if (field.multiple && field.options) { Array.from(field.selectedOptions).forEach((option) => values.append(field.name, option.value)); } else { values.append(field.name, field.value); }
    });
    return values;
  }
  function send(form, leaving) {
    clearTimeout(timers.get(form));
    if (!changed.has(form) || form.dataset.sent) { return; }
    changed.delete(form);
    fetch(address(form), {method: 'POST', body: typed(form), keepalive: leaving, credentials: 'same-origin', redirect: 'manual', headers: {'X-CSRFToken': token()}}).catch(() => changed.add(form));
  }
  document.addEventListener('input', (event) => {
    const form = event.target.closest && event.target.closest('form[data-draft]');
    if (!form) { return; }
    changed.add(form);
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => send(form, false), 3000));
  });
  window.addEventListener('pagehide', () => changed.forEach((form) => send(form, true)));
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') { changed.forEach((form) => send(form, true)); } });

  /* ---- the offer ---- */
  const now = (form, name) => typed(form).getAll(name);
  const same = (one, other) => one.length === other.length && one.every((value, position) => value === other[position]);
  function caption(form, name) {
    const field = fields(form).find((each) => each.name === name), box = field.closest('fieldset');
    const label = box && /^(checkbox|radio)$/.test(field.type) ? box.querySelector('legend') : field.labels && field.labels[0];
    return ((label && label.firstChild && label.firstChild.textContent) || field.getAttribute('aria-label') || name).trim();
  }
  function words(form, name, values) {
    const field = fields(form).find((each) => each.name === name);
    return values.map((value) => {
      const option = field.options && Array.from(field.options).find((each) => each.value === value);
      const text = option ? option.textContent.trim() : value;
      return text.length > 60 ? text.slice(0, 60) + '…' : text;
    }).join('、') || '—';
  }
  all('[data-draft-offer]').forEach((offer) => {
    const form = offer.closest('form'), draft = JSON.parse(offer.dataset.draftValues), list = offer.querySelector('[data-draft-differences]');
    const names = Array.from(new Set(fields(form).map((field) => field.name)));
    const different = names.filter((name) => !same(now(form, name), draft[name] || []));
    if (!different.length) { return; }
    offer.querySelector('[data-draft-count]').textContent = String(different.length);
    different.slice(0, 8).forEach((name) => {
      const line = document.createElement('li');
      line.textContent = caption(form, name) + '：' + words(form, name, now(form, name)) + ' → ' + words(form, name, draft[name] || []);
      list.append(line);
    });
    if (different.length > 8) { const rest = document.createElement('li'); rest.textContent = '……'; list.append(rest); }
    offer.hidden = false;
    offer.querySelector('[data-draft-restore]').addEventListener('click', () => {
      fields(form).forEach((field) => {
        const values = draft[field.name] || [];
        if (/^(checkbox|radio)$/.test(field.type)) { field.checked = values.includes(field.value); }
        else if (field.multiple && field.options) { Array.from(field.options).forEach((option) => { option.selected = values.includes(option.value); }); }
        else if (values.length) { const twins = fields(form).filter((each) => each.name === field.name); field.value = values[twins.indexOf(field)] ?? field.value; }
      });
      form.dataset.changed = 'yes';
      offer.hidden = true;
      const first = fields(form).find((field) => field.offsetParent !== null);
      if (first) { first.focus(); }
    });
    offer.querySelector('[data-draft-drop]').addEventListener('click', () => {
      fetch(address(form, '/drop'), {method: 'POST', credentials: 'same-origin', headers: {'X-CSRFToken': token()}}).then(() => { offer.hidden = true; });
      const first = fields(form).find((field) => field.offsetParent !== null);
      if (first) { first.focus(); }
    });
  });
})();
