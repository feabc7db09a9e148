package org.llmspace.pipeline.template;

/// A template that cannot be read, or that refuses what it is given.
public final class TemplateException extends RuntimeException {

    public TemplateException(String message) {
        super(message);
    }
}
