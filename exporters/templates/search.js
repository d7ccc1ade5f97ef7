"use strict";
// 在首页查事项：纯文字包含，加近义词；索引是同一文件夹里的脚本，不连网络；没有脚本时按类别浏览。
(function () {
  var data = window.QUANMU, most = 60;
  if (!data || !document.getElementById("searchbox")) { return; }
  var box = document.getElementById("search"), count = document.getElementById("found");
  var list = document.getElementById("results"), more = document.getElementById("more");
  var shown = most, hits = [];
  function plain(text) { return text.normalize("NFKC").toLowerCase(); }
  function own(key) { return Object.prototype.hasOwnProperty.call(near, key) ? near[key] : []; }
  var near = {}, keys = [];
  Object.keys(data.near).forEach(function (word) { near[plain(word)] = data.near[word].map(plain); });
  keys = Object.keys(near).sort(function (a, b) { return b.length - a.length; });
  var skip = data.skip.map(plain);
  var rows = data.pages.map(function (page) {
    return { path: page[0], name: page[1], tag: page[2], title: plain(page[1]), text: plain(page[1] + " " + page[2]) };
  }).concat(data.rows.map(function (row) {
    var department = data.departments[row[2]], type = data.types[row[3]];
    return { path: "guides/" + row[0] + ".html", name: row[1], tag: department, title: plain(row[1]),
      text: plain([row[1], department, type, row[4], row[5].join(" "), row[0]].join(" ")) };
  }));
  // 一个词 -> 一组“必须都有”，每个里面“有一个就行”：医保报销 -> (医保|医疗保险|医疗保障) 和 报销
  function taken(word) {
    if (own(word).length) { return [[word].concat(own(word))]; }
    for (var i = 0; i < keys.length; i += 1) {
      var at = word.indexOf(keys[i]);
      if (at >= 0) {
        var rest = [word.slice(0, at), word.slice(at + keys[i].length)].filter(function (part) {
          return part && skip.indexOf(part) < 0;
        });
        return rest.reduce(function (all, part) {
          return bare(part) ? all.concat(taken(part)) : all; // “我要办”医保：剩下的全是虚词
        }, [[keys[i]].concat(own(keys[i]))]);
      }
    }
    return [bare(word) && bare(word) !== word ? [word, bare(word)] : [word]];
  }
  // 去掉两头的虚词：我要迁坟 -> 迁坟
  function bare(word) {
    for (var i = 0; i < skip.length; i += 1) {
      var size = skip[i].length;
      if (size && word.slice(0, size) === skip[i]) { return bare(word.slice(size)); }
      if (size && word.slice(-size) === skip[i]) { return bare(word.slice(0, -size)); }
    }
    return word;
  }
  function groups(query) {
    var words = plain(query).split(/[\s,，。、；;?？]+/).filter(Boolean);
    var said = words.filter(function (word) { return skip.indexOf(word) < 0; });
    return (said.length ? said : words).map(function (word) {
      return { word: word, parts: taken(word) };
    });
  }
  function any(text, words) { return words.some(function (word) { return text.indexOf(word) >= 0; }); }
  function all(text, wanted) {
    return wanted.every(function (one) {
      return text.indexOf(one.word) >= 0 || one.parts.every(function (words) { return any(text, words); });
    });
  }
  function line(row) {
    var item = document.createElement("li"), link = document.createElement("a"), tag = document.createElement("span");
    link.href = row.path.split("/").map(encodeURIComponent).join("/");
    link.textContent = row.name;
    tag.className = "soft";
    tag.textContent = row.tag;
    item.appendChild(link);
    item.appendChild(document.createTextNode(" "));
    item.appendChild(tag);
    return item;
  }
  function draw() {
    list.textContent = "";
    hits.slice(0, shown).forEach(function (row) { list.appendChild(line(row)); });
    more.hidden = hits.length <= shown;
    more.textContent = "再看" + Math.min(most, hits.length - shown) + "项";
  }
  function look() {
    var wanted = groups(box.value);
    shown = most;
    hits = wanted.length ? rows.filter(function (row) { return all(row.text, wanted); }) : [];
    hits = hits.filter(function (row) { return all(row.title, wanted); })
      .concat(hits.filter(function (row) { return !all(row.title, wanted); }));
    count.textContent = !wanted.length ? "" : hits.length ? "找到" + hits.length + "项" : "没有找到。请换一个说法，或者按下面的类别查找。";
    draw();
  }
  document.getElementById("searchbox").hidden = false;
  box.addEventListener("input", look);
  more.addEventListener("click", function () {
    var first = shown;
    shown += most;
    draw();
    list.children[first].querySelector("a").focus();
  });
  look();
})();
