"use strict";
// 在首页的事项中查找：纯文字包含，不连网络；没有脚本时全部列出。
(function () {
  var box = document.getElementById("search"), count = document.getElementById("found");
  var near = JSON.parse(document.getElementById("synonyms").textContent);
  var depts = Array.prototype.slice.call(document.querySelectorAll("details.dept"));
  var rows = Array.prototype.slice.call(document.querySelectorAll("li[data-find]")).map(function (li) {
    return { li: li, text: li.getAttribute("data-find").toLowerCase() };
  });
  function plain(text) { return text.normalize("NFKC").toLowerCase(); }
  function groups(query) {
    return plain(query).split(/\s+/).filter(Boolean).map(function (word) {
      var also = Object.prototype.hasOwnProperty.call(near, word) ? near[word] : [];
      return [word].concat(also.map(plain));
    });
  }
  function look() {
    var wanted = groups(box.value), hits = 0;
    rows.forEach(function (row) {
      var hit = wanted.every(function (words) {
        return words.some(function (word) { return row.text.indexOf(word) >= 0; });
      });
      row.li.hidden = !hit;
      if (hit) { hits += 1; }
    });
    depts.forEach(function (dept) {
      var any = dept.querySelector("li[data-find]:not([hidden])") !== null;
      dept.hidden = !any;
      dept.open = any && wanted.length > 0;
    });
    count.textContent = wanted.length ? "找到" + hits + "项" : "";
  }
  document.getElementById("searchbox").hidden = false;
  box.addEventListener("input", look);
  look();
})();
