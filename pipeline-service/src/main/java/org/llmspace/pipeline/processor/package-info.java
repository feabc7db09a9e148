/// Images and recordings as the numbers that models read, and back; begin with [ImageProcessor].
@NullMarked
package org.llmspace.pipeline.processor;

import org.jspecify.annotations.NullMarked;
