@NullMarked
package org.llmspace.pipeline.tokenizer;

import org.jspecify.annotations.NullMarked;
