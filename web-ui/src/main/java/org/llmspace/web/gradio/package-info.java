/// Door: Gradio's wire protocol, to the byte. Start with [GradioResource].
@NullMarked
package org.llmspace.web.gradio;

import org.jspecify.annotations.NullMarked;
