// Comfort on top of pages that work without it: nothing here is needed to read or to send a form.
(function () {
  'use strict';
  function each(root, what, act) { [].forEach.call(root.querySelectorAll(what), act); }
  function closest(e, what) { return e.target instanceof Element ? e.target.closest(what) : null; }

  // "/" goes to the search field; Escape closes open menus.
  document.addEventListener('keydown', function (e) {
    if (e.key === 'Escape') {
      each(document, 'details[data-menu][open]', function (d) { d.open = false; d.querySelector('summary').focus(); });
      return;
    }
    if (e.ctrlKey || e.metaKey || e.altKey || closest(e, 'input,textarea,select,[contenteditable]')) return;
    var field = document.querySelector('[data-key="' + CSS.escape(e.key) + '"]');
    if (field && field.offsetParent !== null) { e.preventDefault(); field.focus(); field.select(); }
  });
  document.addEventListener('click', function (e) {
    each(document, 'details[data-menu][open]', function (d) { if (!d.contains(e.target)) d.open = false; });
  });

  // A dangerous button asks first, in a dialog of the browser's own kind.
  document.addEventListener('click', function (e) {
    var button = closest(e, 'button[data-confirm]');
    if (!button || button.dataset.confirmed) return;
    e.preventDefault();
    var dialog = document.createElement('dialog');
    dialog.className = 'wt-dialog';
    var text = document.createElement('p'), acts = document.createElement('form');
    text.textContent = button.dataset.confirm;
    text.id = 'wt-dialog-text';
    dialog.setAttribute('aria-labelledby', text.id);
    acts.method = 'dialog';
    [['no', button.dataset.confirmNo, 'btn'], ['yes', button.dataset.confirmYes, 'btn btn-danger']].forEach(function (b) {
      var one = document.createElement('button');
      one.value = b[0]; one.textContent = b[1]; one.className = b[2];
      acts.append(one);
    });
    dialog.append(text, acts);
    document.body.append(dialog);
    dialog.addEventListener('close', function () {
      dialog.remove();
      button.focus();
      if (dialog.returnValue !== 'yes') return;
      button.dataset.confirmed = '1';
      if (button.form) button.form.requestSubmit(button); else button.click();
      delete button.dataset.confirmed;
    });
    dialog.showModal();
  }, true);

  document.addEventListener('change', function (e) {
    var submit = closest(e, '[data-submit]');
    if (submit && submit.form) submit.form.requestSubmit();
    // The check in the head checks all rows of its group; a row changes the head.
    var all = closest(e, '[data-check-all]');
    var scope = e.target instanceof Element && e.target.closest('table');
    if (all && scope) each(scope, 'input[type=checkbox][name="' + CSS.escape(all.dataset.checkAll) + '"]', function (c) { c.checked = all.checked; });
    if (scope && e.target.name) {
      var head = scope.querySelector('[data-check-all="' + CSS.escape(e.target.name) + '"]');
      if (head) {
        var rows = scope.querySelectorAll('input[type=checkbox][name="' + CSS.escape(e.target.name) + '"]');
        var on = [].filter.call(rows, function (c) { return c.checked; }).length;
        head.checked = on > 0 && on === rows.length;
        head.indeterminate = on > 0 && on < rows.length;
      }
    }
    if (scope) count(scope);
  });
  // data-count="GROUP" anywhere shows how many rows of the group are checked; data-needs="GROUP" is dead until one is.
  function count(scope) {
    var groups = new Set([].map.call(scope.querySelectorAll('[data-check-all]'), function (c) { return c.dataset.checkAll; }));
    groups.forEach(function (group) {
      var on = scope.querySelectorAll('input[type=checkbox][name="' + CSS.escape(group) + '"]:checked').length;
      each(document, '[data-count="' + CSS.escape(group) + '"]', function (el) { el.textContent = on; });
      each(document, '[data-needs="' + CSS.escape(group) + '"]', function (el) { el.disabled = on === 0; });
    });
  }

  // A file can be dropped anywhere on its field.
  ['dragover', 'dragleave', 'drop'].forEach(function (kind) {
    document.addEventListener(kind, function (e) {
      var zone = closest(e, '[data-drop]');
      if (!zone) return;
      e.preventDefault();
      zone.classList.toggle('over', kind === 'dragover');
      if (kind !== 'drop' || !e.dataTransfer.files.length) return;
      var input = zone.querySelector('input[type=file]');
      input.files = e.dataTransfer.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    });
  });

  // A form is sent once: its button waits for the answer.
  document.addEventListener('submit', function (e) {
    var form = e.target;
    if (e.defaultPrevented || form.method !== 'post') return;
    if (form.dataset.sent) { e.preventDefault(); return; }
    form.dataset.sent = '1';
    setTimeout(function () { delete form.dataset.sent; }, 5000);
  });
  addEventListener('pageshow', function () { each(document, 'form[data-sent]', function (f) { delete f.dataset.sent; }); });

  // 图/表: with JavaScript one of the two, chosen by the switch; the choice is kept while the tab is open.
  function twins(root) {
    each(root, '[data-twin]', function (card) {
      var pick = card.querySelector('[data-twin-switch]');
      if (!pick || card.dataset.ready) return;
      card.dataset.ready = '1';
      pick.hidden = false;
      function show(which) {
        each(card, '[data-twin-part]', function (part) { part.hidden = part.dataset.twinPart !== which; });
        each(pick, 'button', function (b) { b.setAttribute('aria-pressed', String(b.dataset.show === which)); });
      }
      pick.addEventListener('click', function (e) { var b = closest(e, 'button'); if (b) show(b.dataset.show); });
      show('picture');
    });
  }
  twins(document);
  document.addEventListener('htmx:load', function (e) { twins(e.target.parentElement || document); });
})();
