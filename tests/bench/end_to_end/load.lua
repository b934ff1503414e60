-- wrk script: POSTs 2 KB HL7 v2 results (ORU^R01, eight values), each under its own control id, of 5,000 patients in turn.
-- wrk ... -- RUN: a text that makes the control ids of this run unlike those of others.
local counter, run = 0, "0"
local kinds = {
  {"718-7^Hemoglobine^LN", "g/dL", "12.0-16.0", 13}, {"2160-0^Creatinine^LN", "mg/dL", "0.55-1.02", 0.8},
  {"2823-3^Kalium^LN", "mmol/L", "3.5-5.1", 4.1}, {"2951-2^Natrium^LN", "mmol/L", "136-145", 140},
  {"1988-5^CRP^LN", "mg/L", "0.0-5.0", 3.2}, {"6690-2^Leukocyten^LN", "10*3/uL", "4.0-10.0", 6.4},
  {"777-3^Trombocyten^LN", "10*3/uL", "150-400", 251}, {"2345-7^Glucose^LN", "mg/dL", "70-105", 92},
}

function init(args) run = args[1] or run end

function request()
  counter = counter + 1
  local id = run .. counter
  local patient = "P" .. counter % 5000
  local parts = {
    "MSH|^~\\&|LABO|AZBENCH|SCHAKEL|HUB|20260316093012||ORU^R01^ORU_R01|" .. id .. "|P|2.5||||||UNICODE UTF-8",
    "PID|1||" .. patient .. "^^^AZBENCH^PI||VOORBEELD^Maria^^^Mevrouw||19480517|F|||Lindelaan 8 bus 2^^AALST^^9300^BE^H||053/00 00 21^^PH||NL^^^NL|W||V" .. patient .. "^^^AZBENCH^VN",
    "PV1|1|I|4120^011^1^AZBENCH|U|||11845282004^HUISMAN^Lieve^^^Dr.||13902771650^STAELENS^Koen^^^Dr.|1300||||||||||V" .. patient .. "^^^AZBENCH^VN|||||||||||||||||||||||||20260309101500",
    "ORC|RE|O" .. id .. "|F" .. id .. "||CM",
    "OBR|1|O" .. id .. "|F" .. id .. "|BIO^Bloedonderzoek^L|||20260316073000|||||||20260316075500||13902771650^STAELENS^Koen^^^Dr.||||||20260316092500||LAB|F",
  }
  for i, k in ipairs(kinds) do
    parts[#parts + 1] = "OBX|" .. i .. "|NM|" .. k[1] .. "|1|" .. k[4] .. "|" .. k[2] .. "|" .. k[3] .. "|N|||F|||20260316073000||AUTO^Analyser van het laboratorium"
    parts[#parts + 1] = "NTE|" .. i .. "|L|Bepaald met de routinemethode, zie het lastenboek van het laboratorium"
  end
  return wrk.format("POST", nil, {["Content-Type"] = "application/hl7-v2"}, table.concat(parts, "\r") .. "\r")
end

-- One line for bench.py.
function done(summary, latency)
  io.write(string.format("BENCH %d %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    summary.errors.status, summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
