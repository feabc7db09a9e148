/// The text of documents with their structure: headings, pages, rows. Start with [DocumentText].
@NullMarked
package org.llmspace.chat.document;

import org.jspecify.annotations.NullMarked;
