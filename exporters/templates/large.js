"use strict";
// 记住读者选了大字版；没有脚本时仍可在每一页勾选。
(function () {
  var box = document.getElementById("large"), name = "quanmu-large";
  try { box.checked = window.localStorage.getItem(name) === "1"; } catch (error) { return; }
  box.addEventListener("change", function () {
    try { window.localStorage.setItem(name, box.checked ? "1" : "0"); } catch (error) { return; }
  });
})();
