package org.llmspace.pipeline.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

/// The models that ship answer in ONNX Runtime what they answered in training, alone and in any batch.
class ShippedModelsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(strings = { "sentiment", "ner", "qa" })
    void answersAsInTraining(String model) throws OrtException {
        JsonNode golden = json(model, "golden.json");
        try (OrtSession session = session(model)) {
            for (JsonNode expected : golden.get("cases")) {
                Map<String, float[]> actual = run(session, List.of(expected)).getFirst();
                expected.get("outputs").properties().forEach(output -> assertClose(
                        Objects.requireNonNull(actual.get(output.getKey())), floats(output.getValue()),
                        golden.get("tolerance").floatValue()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "sentiment", "ner", "qa" })
    void answersDoNotDependOnTheBatch(String model) throws OrtException {
        List<JsonNode> cases = new ArrayList<>();
        json(model, "golden.json").get("cases").forEach(cases::add);
        try (OrtSession session = session(model)) {
            List<Map<String, float[]>> together = run(session, cases);
            for (int i = 0; i < cases.size(); i++) {
                Map<String, float[]> batched = together.get(i);
                run(session, List.of(cases.get(i))).getFirst().forEach((name, alone) -> assertClose(
                        Objects.requireNonNull(batched.get(name)), alone, 2e-5f));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "sentiment", "ner" })
    void everyLogitHasALabel(String model) throws OrtException {
        JsonNode firstCase = json(model, "golden.json").get("cases").get(0);
        try (OrtSession session = session(model)) {
            float[] logits = Objects.requireNonNull(run(session, List.of(firstCase)).getFirst().get("logits"));
            int rows = model.equals("ner") ? firstCase.get("input_ids").size() : 1;
            assertThat(json(model, "config.json").get("id2label").size()).isEqualTo(logits.length / rows);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "sentiment", "ner", "qa" })
    void theVocabularyFitsTheModel(String model) {
        int size = json(model, "config.json").get("vocab_size").intValue();
        JsonNode vocabulary = json(model, "tokenizer.json").get("model").get("vocab");
        assertThat(vocabulary.size()).isEqualTo(size);
        assertThat(vocabulary.valueStream().mapToInt(JsonNode::intValue).max()).hasValue(size - 1);
    }

    /// Runs the cases as one padded batch; each answer without its padding.
    private static List<Map<String, float[]>> run(OrtSession session, List<JsonNode> cases) throws OrtException {
        int width = cases.stream().mapToInt(c -> c.get("input_ids").size()).max().orElseThrow();
        long[][] ids = new long[cases.size()][width];
        long[][] mask = new long[cases.size()][width];
        long[][] types = new long[cases.size()][width];
        for (int row = 0; row < cases.size(); row++) {
            for (int at = 0; at < cases.get(row).get("input_ids").size(); at++) {
                ids[row][at] = cases.get(row).get("input_ids").get(at).longValue();
                types[row][at] = cases.get(row).get("token_type_ids").get(at).longValue();
                mask[row][at] = 1;
            }
        }
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OnnxTensor a = OnnxTensor.createTensor(environment, ids);
                OnnxTensor b = OnnxTensor.createTensor(environment, mask);
                OnnxTensor c = OnnxTensor.createTensor(environment, types);
                OrtSession.Result result = session
                        .run(Map.of("input_ids", a, "attention_mask", b, "token_type_ids", c))) {
            return unpadded(result, cases, width);
        }
    }

    private static List<Map<String, float[]>> unpadded(OrtSession.Result result, List<JsonNode> cases, int width) {
        List<Map<String, float[]>> answers = new ArrayList<>();
        for (int row = 0; row < cases.size(); row++) {
            Map<String, float[]> answer = new HashMap<>();
            int length = cases.get(row).get("input_ids").size();
            for (Map.Entry<String, OnnxValue> output : result) {
                OnnxTensor tensor = (OnnxTensor) output.getValue();
                FloatBuffer all = tensor.getFloatBuffer();
                int each = all.remaining() / cases.size();
                boolean perToken = output.getKey().endsWith("_logits") || tensor.getInfo().getShape().length == 3;
                float[] values = new float[perToken ? each / width * length : each];
                all.get(row * each, values);
                answer.put(output.getKey(), values);
            }
            answers.add(answer);
        }
        return answers;
    }

    private static OrtSession session(String model) throws OrtException {
        return OrtEnvironment.getEnvironment().createSession(bytes(model, "onnx/model_quantized.onnx"));
    }

    private static JsonNode json(String model, String file) {
        try {
            return JSON.readTree(bytes(model, file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String model, String file) {
        String path = "/models/llm-space/" + model + "/" + file;
        try (InputStream in = Objects.requireNonNull(ShippedModelsTest.class.getResourceAsStream(path), path)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).floatValue();
        }
        return values;
    }

    private static void assertClose(float[] actual, float[] expected, float tolerance) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(tolerance));
        }
    }
}
