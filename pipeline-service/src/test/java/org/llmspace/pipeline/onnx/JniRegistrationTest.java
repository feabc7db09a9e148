package org.llmspace.pipeline.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/// A native executable only finds the classes that native code looks up if they are registered.
class JniRegistrationTest {

    private static final String CONFIG = "/META-INF/native-image/org.llmspace/pipeline-service/jni-config.json";
    private static final String LIBRARY = "/ai/onnxruntime/native/linux-x64/libonnxruntime4j_jni.so";

    @Test
    void everyClassThatTheLibraryLooksUpIsRegistered() throws IOException {
        var names = new TreeSet<String>();
        for (JsonNode entry : new ObjectMapper().readTree(read(CONFIG))) {
            names.add(entry.path("name").textValue());
        }
        String library = new String(read(LIBRARY), StandardCharsets.ISO_8859_1);
        var lookedUp = Pattern.compile("\0((?:ai/onnxruntime|java/lang)/[A-Z]\\w*)\0").matcher(library).results()
                .map((MatchResult match) -> match.group(1).replace('/', '.')).collect(Collectors.toSet());
        assertThat(lookedUp).contains("ai.onnxruntime.OnnxTensor").isSubsetOf(names);
    }

    private static byte[] read(String resource) throws IOException {
        try (InputStream content = JniRegistrationTest.class.getResourceAsStream(resource)) {
            return Objects.requireNonNull(content).readAllBytes();
        }
    }
}
