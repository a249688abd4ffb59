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
  function told(text) { state.textContent = text; }
  form.onsubmit = function (event) {
    if (!window.XMLHttpRequest || !window.FormData) return;
    event.preventDefault();
    var question = box.value.replace(/^\s+|\s+$/g, '');
    if (!question || waiting) return;
    waiting = true;
    told('正在查清单……');
    var parts = ['part=1', 'q=' + encodeURIComponent(question), 'town=' + form.elements.town.value], earlier = form.querySelectorAll('[name=h]');
    for (var i = 0; i < earlier.length; i++) parts.push('h=' + encodeURIComponent(earlier[i].value));
    var request = new XMLHttpRequest();
    request.open('POST', form.getAttribute('action'));
    request.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded');
    request.timeout = 30000;
    request.onload = function () {
      waiting = false;
      if (request.status !== 200) {
        var sentence = '';
        try { sentence = JSON.parse(request.responseText).detail; } catch (error) { /* no JSON */ }
        return told(sentence || '服务出了点问题，问题还在框里，请再点一次“问”，急事请拨打 12345。');
      }
      told('');
      var piece = document.createElement('div');
      piece.innerHTML = request.responseText;
      var kept = piece.querySelectorAll('[name=h]'), old = form.querySelectorAll('[name=h]');
      for (var n = 0; n < old.length; n++) old[n].parentNode.removeChild(old[n]);
      for (var k = 0; k < kept.length; k++) form.appendChild(kept[k]);
      talk.appendChild(piece);
      box.value = '';
      kept('');
      piece.scrollIntoView();
    };
    request.onerror = request.ontimeout = function () {
      waiting = false;
      told('没连上网络，问题还在框里，请再点一次“问”，急事请拨打 12345。');
    };
    request.send(parts.join('&'));
  };
  if (navigator.onLine === false) told('现在没有网络，问不了；下面的“清单全文”还能看。急事请拨打 12345。');
})();
