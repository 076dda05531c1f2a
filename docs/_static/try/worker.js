// Python in a worker of its own: Pyodide, the wheel of xlcost and openpyxl, all from this folder.
import { loadPyodide } from "./pyodide/pyodide.mjs";

async function start() {
  const python = await loadPyodide({ indexURL: new URL("./pyodide/", import.meta.url).href });
  const { archives } = await (await fetch(new URL("./packages/packages.json", import.meta.url))).json();
  const site = python.runPython("import site; site.getsitepackages()[0]");
  for (const name of archives) {
    const bytes = await (await fetch(new URL(`./packages/${name}`, import.meta.url))).arrayBuffer();
    python.unpackArchive(bytes, "zip", { extractDir: site });
  }
  const program = await (await fetch(new URL("./answering.py", import.meta.url))).text();
  python.FS.writeFile(`${site}/answering.py`, program);
  return python.pyimport("answering");
}

const ready = start();

self.onmessage = async ({ data: { number, name, args } }) => {
  try {
    const answering = await ready;
    let result = answering[name](...args);
    if (typeof result !== "string") {
      const bytes = result.toJs();
      result.destroy();
      result = bytes;
    } else {
      result = JSON.parse(result);
    }
    self.postMessage({ number, result });
  } catch (error) {
    const lines = String(error.message ?? error).trim().split("\n");
    self.postMessage({ number, failed: lines.find((line) => /^[\w.]*(Error|Exception|BadFile)\b/.test(line)) ?? lines.at(-1) });
  }
};
