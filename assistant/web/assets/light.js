// The light page asks without loading itself anew; old WebViews know nothing newer than this.
(function () {
  var form = document.getElementById('lz-form'), box = form.elements.q;
  var talk = document.getElementById('lz-talk'), state = document.getElementById('lz-state');
  var waiting = false, DRAFT = 'lvzhi-draft';
  function kept(text) {
    try {
      if (text === undefined) return localStorage.getItem(DRAFT);
      if (localStorage.getItem('lvzhi-public') !== '1') localStorage.setItem(DRAFT, text);
    } catch (error) { /* a private window */ }
    return '';
  }
  if (!box.value) box.value = kept() || '';
  box.oninput = function () { kept(box.value); };
  function typed() { return box.value.replace(/^\s+|\s+$/g, ''); }
  function told(text) { if (state.textContent !== text) state.textContent = text; } // read out once
  form.onsubmit = function (event) {
    if (!window.XMLHttpRequest || !window.FormData) return;
    event.preventDefault();
    var question = typed(), fields = form.querySelectorAll('[name=h]'), earlier = [];
    if (!question || waiting) return;
    waiting = true;
    told('正在查清单……');
    for (var i = 0; i < fields.length; i++) earlier.push(fields[i].value);
    lzAskLight(form, question, earlier, {
      waiting: told,
      refused: function (sentence) {
        waiting = false;
        told(sentence);
      },
      answer: function (html) {
        waiting = false;
        told('');
        var piece = document.createElement('div');
        piece.innerHTML = html;
        var kept = piece.querySelectorAll('[name=h]'), old = form.querySelectorAll('[name=h]');
        for (var n = 0; n < old.length; n++) old[n].parentNode.removeChild(old[n]);
        for (var k = 0; k < kept.length; k++) form.appendChild(kept[k]);
        talk.appendChild(piece);
        empties(question);
        piece.scrollIntoView();
      }
    });
  };
  function empties(question) {
    if (typed() !== question) return; // the next one is being typed already
    box.value = '';
    kept('');
  }
  if (navigator.onLine === false) told('现在没有网络，问不了；下面的“清单全文”还能看。急事请拨打 12345。');
})();
