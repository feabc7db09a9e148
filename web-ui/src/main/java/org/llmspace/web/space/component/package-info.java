/// What results look like: the models of the fragments that show them. Start with [Bars].
@NullMarked
package org.llmspace.web.space.component;

import org.jspecify.annotations.NullMarked;
