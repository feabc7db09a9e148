/// ONNX Runtime behind a small door: the only package that sees `ai.onnxruntime`. Start with [OnnxRuntime].
@NullMarked
package org.llmspace.pipeline.onnx;

import org.jspecify.annotations.NullMarked;
