import { expect, it } from "vitest";
import { responseFingerprint } from "../../../src/text/response-fingerprint.js";

it("a fingerprint is 22 characters of base64url, the same in every process", () => {
  // SHA-256 of "hi" in base64url begins so.
  expect(responseFingerprint("hi")).toBe("j0NDRmSPa5bfid2pAcUXax");
});

it("responses that differ in look-alike characters, blanks and line ends have one fingerprint", () => {
  const fingerprint = responseFingerprint('It\'s "Paris".\nBye');
  for (const same of ["It’s “Paris”.\r\nBye\n", ' It\'s  "Paris". \nBye '])
    expect(responseFingerprint(same)).toBe(fingerprint);
});

it("responses that differ in case, punctuation, a number or indentation have different fingerprints", () => {
  const responses = [
    "yes",
    "Yes",
    "Yes.",
    "5 mg",
    "50 mg",
    "if a:\n  b",
    "if a:\n    b",
    "What is it?",
    "What is it",
  ];
  expect(new Set(responses.map(responseFingerprint)).size).toBe(responses.length);
});
