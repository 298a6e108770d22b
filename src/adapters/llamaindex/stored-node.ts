import { type BaseNode, jsonToNode, type Metadata, type TextNode } from "@llamaindex/core/schema";
import { OctavecError } from "../../errors/index.js";
import { attributesOf, metadataOf } from "../../metadata.js";
import type { Attributes } from "../../options/index.js";

/** The attribute with the id of the document that a node was made from. */
export const DOCUMENT_FIELD = "ref_doc_id";
/** The attribute with the text of a node. */
const TEXT_FIELD = "_node_text";
const CONTENT_FIELD = "_node_content";
/** Names that LlamaIndex itself uses beside the metadata, so that filters of LlamaIndex find what they ask for. */
const OWN_FIELDS: readonly string[] = [
  "document_id",
  "doc_id",
  DOCUMENT_FIELD,
  "_node_type",
  TEXT_FIELD,
  CONTENT_FIELD,
];

/** What `_node_content` holds: the node as JSON, without vector, text, and the metadata that are attributes. */
interface NodeContent {
  readonly metadata?: Metadata | undefined;
}

/**
 * The attributes for a node: its metadata, which filters can name, and all else that makes the node again. What filters ask for comes
 * first, because the server reads attributes from the front.
 *
 * @throws OctavecError `INVALID_ATTRIBUTES`, also for an image that is bytes.
 */
export function attributesOfNode(node: BaseNode): Attributes {
  const { metadata, embedding: _, text, ...content } = node.toJSON();
  if (typeof content.image === "object" && content.image !== null && !(content.image instanceof URL)) {
    throw new OctavecError(
      "INVALID_ATTRIBUTES",
      "The image of a node must be text or a URL to be stored, got bytes. Store the image elsewhere and give its URL.",
    );
  }
  const [own, others] = [true, false].map((isOwn) =>
    Object.fromEntries(Object.entries(metadata).filter(([name]) => OWN_FIELDS.includes(name) === isOwn)),
  );
  const documentId = node.sourceNode?.nodeId ?? "None";
  const hidden = Object.keys(own!).length === 0 ? {} : { metadata: own };
  return {
    ...attributesOf(others!),
    document_id: documentId,
    doc_id: documentId,
    [DOCUMENT_FIELD]: documentId,
    _node_type: node.constructor.name.replace(/^_/, ""),
    [TEXT_FIELD]: text ?? "",
    // Relationships have the metadata of other nodes, in which there may be dates.
    [CONTENT_FIELD]: JSON.parse(JSON.stringify({ ...content, ...hidden })),
  };
}

/** @throws OctavecError `INVALID_ATTRIBUTES` if the record is no node that `attributesOfNode` described. */
export function nodeOf(id: string, attributes: Attributes | undefined): TextNode {
  const content = attributes?.[CONTENT_FIELD] as NodeContent | undefined;
  if (typeof content !== "object" || content === null) {
    throw new OctavecError(
      "INVALID_ATTRIBUTES",
      `The record ${JSON.stringify(id)} has no "${CONTENT_FIELD}", so it is no node of LlamaIndex. Give the store a collection of its own.`,
    );
  }
  const shown = Object.entries(metadataOf(attributes)).filter(([name]) => !OWN_FIELDS.includes(name));
  const metadata = { ...Object.fromEntries(shown), ...content.metadata };
  return jsonToNode({ ...content, text: attributes?.[TEXT_FIELD], metadata });
}
