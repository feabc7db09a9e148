/// Chat templates: the part of Jinja that tokenizers' files are written in. Start with [ChatTemplate].
@NullMarked
package org.llmspace.pipeline.template;

import org.jspecify.annotations.NullMarked;
