package org.llmspace.pipeline.template;

import java.util.Map;

/// Values that the inside of a loop can change.
record Namespace(Map<String, Object> values) {
}
