/// Formulas in TeX, shown as MathML, which browsers draw without any script. Start with [TexMath].
@NullMarked
package org.llmspace.web.space.math;

import org.jspecify.annotations.NullMarked;
