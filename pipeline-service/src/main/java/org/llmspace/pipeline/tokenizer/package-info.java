/// Hugging Face `tokenizer.json` in plain Java; begin with [org.llmspace.pipeline.tokenizer.Tokenizer].
@NullMarked
package org.llmspace.pipeline.tokenizer;

import org.jspecify.annotations.NullMarked;
