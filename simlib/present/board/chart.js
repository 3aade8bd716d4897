// A chart that is drawn anew in place. All charts of a page share one drawing library: the first that is shown asks
// for it, so that what a page has to carry does not grow with its charts.
const LIBRARY = "simlibPlotly";
const PATIENCE = 60000;
const CONFIG = { displayModeBar: false };

function library(model) {
  globalThis[LIBRARY] ??= asked(model).catch((error) => {
    delete globalThis[LIBRARY];
    throw error;
  });
  return globalThis[LIBRARY];
}

async function asked(model) {
  const text = await new Promise((resolve, reject) => {
    const given = (message, buffers) => {
      if (message.given !== "library") return;
      model.off("msg:custom", given);
      resolve(buffers[0]);
    };
    model.on("msg:custom", given);
    model.send({ wanted: "library" });
    setTimeout(() => reject(new Error("The drawing library has not arrived.")), PATIENCE);
  });
  // As a module of its own: what else a page has loaded neither sees the library nor changes how it loads.
  const before = "const module = {exports: {}}, define = undefined;\n";
  const parts = [before, text, "\nexport default module.exports;"];
  const url = URL.createObjectURL(new Blob(parts, { type: "text/javascript" }));
  try {
    return (await import(url)).default;
  } finally {
    URL.revokeObjectURL(url);
  }
}

export default {
  render({ model, el, signal }) {
    const place = el.appendChild(document.createElement("div"));
    let drawn = library(model);
    const draw = () => {
      drawn = drawn.then(async (plotly) => {
        const { data, layout } = JSON.parse(model.get("figure"));
        await plotly.react(place, data, layout, CONFIG);
        return plotly;
      });
      drawn.catch((error) => (place.textContent = error.message));
    };
    const resized = new ResizeObserver(() => drawn.then((plotly) => plotly.Plots.resize(place)));
    model.on("change:figure", draw);
    draw();
    drawn.then(() => resized.observe(el));
    return () => {
      resized.disconnect();
      drawn.then((plotly) => plotly.purge(place));
    };
  },
};
