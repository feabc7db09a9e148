package org.llmspace.web.endpoint;

/// The files of the examples, as forms name them. They lie beside the pages' style and script.
public final class ExampleFiles {

    /// What such names begin with.
    public static final String PREFIX = "examples/";

    static final String SUNSET = PREFIX + "sunset.png";
    static final String TREE = PREFIX + "tree.png";
    static final String HELLO = PREFIX + "hello.wav";

    private ExampleFiles() {
    }
}
