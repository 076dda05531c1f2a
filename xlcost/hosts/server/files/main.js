// Says in the task pane whether the functions answer, with which version and prices, by calling one as a cell does.
const config = JSON.parse(document.getElementById("config").textContent);
const status = document.getElementById("xlcost-status");
const note = document.getElementById("xlcost-note");

function show(text, well) {
  status.textContent = text;
  status.className = well ? "xlcost-well" : "xlcost-ill";
}

async function version() {
  const auth = typeof globalThis.getAuth === "function" ? await globalThis.getAuth() : { token: "", provider: "" };
  const answer = await fetch(`${config.appPath}/xlwings/custom-functions-call`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: auth.token, "Auth-Provider": auth.provider },
    body: JSON.stringify({
      func_name: "XLCOST_VERSION", args: [], client: "Office.js", version: config.xlwingsVersion, runtime: "1.4",
      date_format: null, caller_address: null, culture_info_name: null,
    }),
  });
  if (answer.status === 401 || answer.status === 403) {
    throw new Error("you are not signed in, or not allowed to use it");
  }
  if (!answer.ok) {
    throw new Error(`the server answers ${answer.status}`);
  }
  return (await answer.json()).result[0][0];
}

async function report() {
  try {
    show(`Connected: ${await version()}.`, true);
  } catch (reason) {
    show(`Not connected: ${reason.message}. Tell whoever runs the server.`, false);
  }
}

if (status !== null) {
  report();
  Office.onReady(() => {
    const asks = Office.context?.requirements?.isSetSupported;
    if (asks && !Office.context.requirements.isSetSupported("CustomFunctionsRuntime", "1.4")) {
      note.textContent =
        "This Excel is too old for functions to give it real errors: they are texts here, which SUM passes over. " +
        "The sheet Audit counts them. It also passes 0 for empty cells; fill in every input.";
      note.hidden = false;
    }
  });
}
