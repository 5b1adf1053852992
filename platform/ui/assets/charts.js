// Charts are data attributes: <div data-chart="KIND" data-src="ID of a JSON block">. Colours come from the CSS tokens.
// Every kind: {x: labels, unit, decimals, links: [address or null]}; a mark with a link opens its records.
//   line     y | series: [{name, y, class}], min, max, target        columns  y, y0 = 0
//   band     y, low, high, min, max, step, target                    rows     y per label, longest first, class per row
//   funnel   y per label, whole, text per row                     nested   series: [{name, y, class, links}], each within the one before
//   bubble   points: [{name, x, y, size, class, selected}], xName, yName, xCut, yCut, corners: [4 texts]
// Text in tooltips is drawn, not parsed as HTML: no inline style is made, as the content security policy asks.
(function () {
  'use strict';
  var css = getComputedStyle(document.documentElement);
  function token(name) { return css.getPropertyValue('--wt-' + name).trim(); }
  function colour(name) { return token({ a: 'accent', am: 'accent-mid', g: 'rest' }[name] || name || 'accent'); }
  var font = { fontFamily: css.getPropertyValue('--tblr-font-sans-serif'), fontSize: 12, color: token('ink-2') };
  function mix() { return Object.assign.apply(null, [{}].concat([].slice.call(arguments))); }
  function axis(more) {
    return mix({ axisLine: { lineStyle: { color: token('rest') } }, axisTick: { show: false }, axisLabel: font,
      splitLine: { lineStyle: { color: token('line-2') } }, nameTextStyle: font }, more);
  }
  function number(d) {
    return function (v) {
      if (v === null || v === undefined || v === '') return '—';
      var text = Number(v).toLocaleString('en-US', { minimumFractionDigits: d.decimals || 0, maximumFractionDigits: d.decimals || 0 });
      return text.replace('-', '\u2212') + (d.unit ? ' ' + d.unit : '');
    };
  }
  function tip(d, trigger) {
    return { trigger: trigger, renderMode: 'richText', confine: true, valueFormatter: number(d), backgroundColor: token('card'),
      borderColor: token('line'), borderWidth: 1, textStyle: mix(font, { color: token('ink') }) };
  }
  function base(d, grid) {
    return { animation: false, textStyle: font, grid: mix({ left: 8, right: 16, top: 14, bottom: 8, containLabel: true }, grid), tooltip: tip(d, 'axis') };
  }
  function target(d) {
    if (d.target === undefined || d.target === null) return undefined;
    return { silent: true, symbol: 'none', data: [{ yAxis: d.target }], lineStyle: { color: token('ink-3'), type: 'dashed' },
      label: { formatter: d.targetLabel || String(d.target), position: 'insideEndTop', color: token('ink-2'), fontSize: 12 } };
  }
  function stroke(name, y, tone, d, last) {
    return { type: 'line', name: name, data: y, color: colour(tone), symbol: 'circle', symbolSize: 4, lineStyle: { width: 2 }, connectNulls: false,
      endLabel: { show: true, color: token('ink'), fontWeight: 600, fontSize: 12, formatter: function (p) { return last || Number(p.value).toFixed(d.decimals || 0); } } };
  }
  var make = {
    line: function (d) {
      var series = d.series || [{ name: d.name || '', y: d.y, class: 'a' }];
      var many = series.length > 1;
      return mix(base(d, { right: many ? 96 : 48 }), {
        xAxis: axis({ type: 'category', data: d.x, boundaryGap: false, splitLine: { show: false } }),
        yAxis: axis({ type: 'value', scale: d.min === undefined, min: d.min, max: d.max, axisLine: { show: false } }),
        series: series.map(function (s, i) { return mix(stroke(s.name, s.y, s.class, d, many ? s.name : ''), i ? {} : { markLine: target(d) }); }) });
    },
    band: function (d) {
      var hidden = { type: 'line', stack: 'band', lineStyle: { opacity: 0 }, symbol: 'none', silent: true, tooltip: { show: false } };
      return mix(base(d, { right: 44 }), {
        xAxis: axis({ type: 'category', data: d.x, boundaryGap: false, splitLine: { show: false } }),
        yAxis: axis({ type: 'value', min: d.min, max: d.max, interval: d.step, axisLine: { show: false } }),
        series: [mix(hidden, { data: d.low }),
          mix(hidden, { data: d.high.map(function (h, i) { return h - d.low[i]; }), areaStyle: { color: token('accent'), opacity: 0.13 } }),
          mix(stroke(d.name || '', d.y, 'a', d), { markLine: target(d) })] });
    },
    columns: function (d) {
      var last = d.y.length - 1;
      return mix(base(d), {
        xAxis: axis({ type: 'category', data: d.x, splitLine: { show: false } }),
        yAxis: axis({ type: 'value', min: 0, axisLine: { show: false } }),
        series: [{ type: 'bar', barMaxWidth: 36, name: d.name || '', markLine: target(d),
          data: d.y.map(function (v, i) { return { value: v, itemStyle: { color: i === last ? token('accent') : token('rest') } }; }) }] });
    },
    rows: function (d) {
      return mix(base(d, { right: 56, top: 4 }), { tooltip: tip(d, 'item'),
        xAxis: axis({ type: 'value', min: 0, axisLabel: { show: false }, splitLine: { show: false }, axisLine: { show: false } }),
        yAxis: axis({ type: 'category', data: d.x, inverse: true, splitLine: { show: false }, axisLine: { show: false }, axisLabel: mix(font, { width: 150, overflow: 'truncate' }) }),
        series: [{ type: 'bar', barMaxWidth: 14, name: d.name || '',
          label: { show: true, position: 'right', color: token('ink'), fontSize: 12, formatter: function (p) { return number({ decimals: d.decimals })(p.value); } },
          data: d.y.map(function (v, i) { return { value: v, itemStyle: { color: colour(d.class && d.class[i]) } }; }) }] });
    },
    funnel: function (d) {
      // Bars around a middle line: an unseen half before each.
      var whole = d.whole || Math.max.apply(null, d.y.concat([1]));
      var unseen = { type: 'bar', stack: 'f', silent: true, itemStyle: { color: 'transparent' }, data: d.y.map(function (v) { return (whole - v) / 2; }) };
      return mix(base(d, { left: 8, right: 8, top: 4, bottom: 4 }), { tooltip: mix(tip(d, 'item'), { formatter: function (p) { return d.x[p.dataIndex] + '\n' + d.text[p.dataIndex]; } }),
        xAxis: axis({ type: 'value', min: 0, max: whole, axisLabel: { show: false }, splitLine: { show: false }, axisLine: { show: false } }),
        yAxis: axis({ type: 'category', data: d.x, inverse: true, splitLine: { show: false }, axisLine: { show: false }, axisLabel: mix(font, { color: token('ink') }) }),
        series: [unseen, { type: 'bar', stack: 'f', barWidth: '72%', cursor: 'pointer', data: d.y.map(function (v, i) {
          return { value: v, itemStyle: { color: colour(d.class && d.class[i]) }, label: { show: true, position: v * 4 < whole ? 'right' : 'inside', formatter: d.text[i], fontSize: 12, fontWeight: 600, color: v * 4 < whole || !d.dark[i] ? token('ink') : token('card') } };
        }) }] });
    },
    nested: function (d) {
      return mix(base(d, { right: 16, top: 28 }), { legend: { top: 0, left: 0, itemWidth: 10, itemHeight: 10, icon: 'rect', selectedMode: false, textStyle: font },
        xAxis: axis({ type: 'value', min: 0, minInterval: 1, axisLine: { show: false } }),
        yAxis: axis({ type: 'category', data: d.x, inverse: true, splitLine: { show: false }, axisLabel: mix(font, { color: token('ink'), width: 150, overflow: 'truncate' }) }),
        series: d.series.map(function (s) { return { type: 'bar', name: s.name, data: s.y, barGap: '-100%', barWidth: '64%', cursor: 'pointer', itemStyle: { color: colour(s.class) } }; }) });
    },
    bubble: function (d) {
      var corners = d.corners || [];
      var places = [{ right: 24, top: 30 }, { left: 56, top: 30 }, { left: 56, bottom: 52 }, { right: 24, bottom: 52 }];
      var cuts = [];
      if (d.xCut !== undefined) cuts.push({ xAxis: d.xCut });
      if (d.yCut !== undefined) cuts.push({ yAxis: d.yCut });
      return mix(base(d, { bottom: 28, left: 16, top: 26 }), {
        tooltip: mix(tip(d, 'item'), { formatter: function (p) { return p.value[2] + '\n' + d.xName + ' ' + p.value[0] + '\n' + d.yName + ' ' + p.value[1]; } }),
        xAxis: axis({ type: 'value', scale: true, name: d.xName, nameLocation: 'middle', nameGap: 26 }),
        yAxis: axis({ type: 'value', scale: true, name: d.yName, nameTextStyle: mix(font, { align: 'left' }) }),
        series: [{ type: 'scatter', data: d.points.map(function (p) {
          return { value: [p.x, p.y, p.name], symbolSize: diameter(p),
            itemStyle: { color: colour(p.class), opacity: p.selected ? 1 : 0.62, borderColor: p.selected ? token('ink') : token('card'), borderWidth: p.selected ? 2 : 1 },
            label: { show: false, opacity: 1, formatter: p.name, color: token('ink'), fontSize: 12, fontWeight: p.selected ? 600 : 400 } };
        }), markLine: { silent: true, symbol: 'none', lineStyle: { color: token('rest'), type: 'dashed' }, label: { show: false }, data: cuts } }],
        graphic: corners.map(function (text, i) { return mix({ type: 'text', style: { text: text, fill: token('ink-3'), font: '12px ' + font.fontFamily } }, places[i]); }) });
    }
  };
  function diameter(p) { return Math.max(6, Math.sqrt(p.size || 9) * 4); }
  // Names of bubbles, in the order of the points: each goes to the first side where it covers no name, no bubble and no edge;
  // one that fits nowhere is left to the tooltip and the table. The first name is always there.
  var pen = document.createElement('canvas').getContext('2d');
  function meets(a, b) { return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]; }
  function sides(at, r, w) {
    var h = 9, gap = r + 4;
    return { right: [at[0] + gap, at[1] - h, at[0] + gap + w, at[1] + h], left: [at[0] - gap - w, at[1] - h, at[0] - gap, at[1] + h],
      top: [at[0] - w / 2, at[1] - gap - 2 * h, at[0] + w / 2, at[1] - gap], bottom: [at[0] - w / 2, at[1] + gap, at[0] + w / 2, at[1] + gap + 2 * h] };
  }
  // A long name ends in dots where it would take more than its share of a narrow picture.
  function fitted(name, most) {
    for (var n = name.length; n > 4; n--) {
      var text = n < name.length ? name.slice(0, n).trim() + '\u2026' : name;
      if (pen.measureText(text).width <= most) return text;
    }
    return name.slice(0, 4) + '\u2026';
  }
  function nameBubbles(chart, d) {
    var wide = chart.getWidth(), high = chart.getHeight(), names = [];
    var points = d.points.map(function (p) { return chart.convertToPixel({ seriesIndex: 0 }, [p.x, p.y]); });
    var bubbles = points.map(function (at, i) { var r = diameter(d.points[i]) / 2; return [at[0] - r, at[1] - r, at[0] + r, at[1] + r]; });
    (d.corners || []).forEach(function (text, i) {
      var w = 12 * text.length + 8, right = i === 0 || i === 3, top = i < 2;
      names.push([right ? wide - 24 - w : 48, top ? 26 : high - 70, right ? wide - 16 : 56 + w, top ? 48 : high - 46]);
    });
    var data = d.points.map(function (p, i) {
      pen.font = (p.selected ? '600 ' : '') + '12px ' + font.fontFamily;
      var name = fitted(p.name, wide / 2), all = sides(points[i], diameter(p) / 2, pen.measureText(name).width);
      var side = Object.keys(all).filter(function (key) {
        var box = all[key];
        var inside = box[0] >= 0 && box[2] <= wide && box[1] >= 20 && box[3] <= high - 44;
        return inside && !names.some(function (n) { return meets(n, box); })
          && !bubbles.some(function (b, j) { return j !== i && meets(b, box); });
      })[0] || (p.selected ? (points[i][0] > wide / 2 ? 'left' : 'right') : '');
      if (side) names.push(all[side]);
      return { label: { show: !!side, position: side || 'right', formatter: name } };
    });
    var drawn = chart.getOption().series[0].data;
    chart.setOption({ series: [{ data: drawn.map(function (one, i) { return mix(one, { label: mix(one.label, data[i].label) }); }) }] });
  }
  function draw(el) {
    if (el.dataset.drawn) return;
    var block = document.getElementById(el.dataset.src), kind = make[el.dataset.chart];
    if (!block || !kind) return;
    var data = JSON.parse(block.textContent);
    if (!data) return;
    el.dataset.drawn = '1';
    var chart = window.echarts.init(el, null, { renderer: 'svg' });
    chart.setOption(kind(data));
    var names = el.dataset.chart === 'bubble' ? function () { nameBubbles(chart, data); } : function () {};
    names();
    chart.on('click', function (p) {
      var links = data.links || (data.series && data.series[p.seriesIndex] && data.series[p.seriesIndex].links) || [];
      if (links[p.dataIndex]) location.assign(links[p.dataIndex]);
    });
    new ResizeObserver(function () { if (el.clientWidth && el.clientHeight) { chart.resize(); names(); } }).observe(el);
  }
  function all(root) { [].forEach.call(root.querySelectorAll('[data-chart]'), draw); }
  all(document);
  document.addEventListener('htmx:load', function (e) { all(e.target); });
})();
