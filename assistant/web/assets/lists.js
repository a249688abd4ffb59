// The plain lists: a search without the server, and the duty that the address names, opened.
(function () {
  var form = document.getElementById('lz-find'), count = document.getElementById('lz-count');
  var rows = document.querySelectorAll('details[id]'), words = count.textContent;
  function find() {
    var text = form.elements.q.value.replace(/\s/g, '').toLowerCase(), found = 0;
    for (var i = 0; i < rows.length; i++) {
      var has = rows[i].textContent.replace(/\s/g, '').toLowerCase().indexOf(text) >= 0;
      rows[i].style.display = has ? '' : 'none';
      if (has) found++;
    }
    var parts = document.getElementsByTagName('section');
    for (var n = 0; n < parts.length; n++) {
      if (parts[n].className) continue;
      var any = false, own = parts[n].children;
      for (var k = 0; k < own.length; k++) if (own[k].id && own[k].style.display !== 'none') any = true;
      parts[n].style.display = any ? '' : 'none';
    }
    count.textContent = words.replace(/\d+/, found);
  }
  form.onsubmit = function (event) { event.preventDefault(); find(); };
  form.elements.q.oninput = find;
  function open() {
    var duty = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!duty) return;
    duty.open = true;
    duty.scrollIntoView();
  }
  window.onhashchange = open;
  open();
})();
