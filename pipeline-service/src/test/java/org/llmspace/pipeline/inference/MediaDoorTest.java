package org.llmspace.pipeline.inference;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.llmspace.pipeline.SharedBroker;
import org.llmspace.testing.NodeScript;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/// Images and recordings over HTTP, as they are and in base64.
@QuarkusTest
@QuarkusTestResource(SharedBroker.class)
@TestProfile(MediaDoorTest.TinyModels.class)
class MediaDoorTest {

    private static final Path RESOURCES = Path.of("src/test/resources").toAbsolutePath();
    private static final Path IMAGE = RESOURCES.resolve("images/square.png");

    private static final Path RECORDING = RESOURCES.resolve("media/sounds/tone.wav");

    public static final class TinyModels implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("llmspace.models.folder", RESOURCES.toString());
        }
    }

    @TestHTTPResource("/")
    URL url;

    @Test
    void takesAnImageAsItIsWithParametersInTheQuery() throws IOException {
        given().contentType("image/png").body(Files.readAllBytes(IMAGE)).post("/models/tiny/vit?top_k=2").then()
                .statusCode(200).body("$", hasSize(2)).body("[0].label", equalTo("tree"));
    }

    @Test
    void givesEachOfTheHubsClientsACaptionAsItReadsIt() throws IOException {
        byte[] image = Files.readAllBytes(IMAGE);
        given().contentType("image/png").body(image).post("/models/tiny/vit-gpt2").then().statusCode(200)
                .body("generated_text", notNullValue());
        given().header("user-agent", "unknown/None; hf_hub/2.0.0; python/3.11.7").contentType("image/png").body(image)
                .post("/models/tiny/vit-gpt2").then().statusCode(200).body("$", hasSize(1))
                .body("[0].generated_text", notNullValue());
    }

    @Test
    void takesAnImageInBase64() throws IOException {
        String base64 = Base64.getEncoder().encodeToString(Files.readAllBytes(IMAGE));
        given().contentType("application/json").body(Map.of("inputs", base64, "parameters", Map.of("top_k", 1)))
                .post("/models/tiny/vit/pipeline/image-classification").then()
                .statusCode(200).body("$", hasSize(1)).body("[0].label", equalTo("tree"));
    }

    @Test
    void takesARecordingWithTheParametersOfTheHub() throws IOException {
        String base64 = Base64.getEncoder().encodeToString(Files.readAllBytes(RECORDING));
        Map<String, Object> generation = Map.of("language", "french", "task", "translate", "max_new_tokens", 8);
        String text = given().contentType("application/json")
                .body(Map.of("inputs", base64, "parameters", Map.of("generation_parameters", generation)))
                .post("/models/tiny/whisper").then().statusCode(200).extract().path("text");
        given().contentType("audio/wav").body(Files.readAllBytes(RECORDING))
                .post("/models/tiny/whisper/pipeline/asr?language=fr&task=translate&max_new_tokens=8").then()
                .statusCode(200).body("text", equalTo(text)).body("chunks", nullValue());
    }

    @Test
    void refusesWhatIsNoImage() {
        given().contentType("image/png").body("hello".getBytes(StandardCharsets.UTF_8)).post("/models/tiny/vit").then()
                .statusCode(400)
                .body("error", equalTo("This is no image that can be read here; send a PNG, JPEG or GIF image"));
        given().contentType("application/json").body("{\"inputs\": \"no base64!\"}").post("/models/tiny/vit").then()
                .statusCode(400).body("error", containsString("send"));
    }

    @Test
    void answersWithSound() {
        byte[] wav = given().contentType("application/json").accept("audio/wav").body("{\"inputs\": \"Hello world\"}")
                .post("/models/tiny/vits").then().statusCode(200).contentType("audio/wav").extract().asByteArray();
        assertThat(wav).hasSize(44 + 2 * 1472);
    }

    @Test
    void theHubsClientGetsWhatItWants() throws IOException, InterruptedException {
        String base = url.toString().replaceAll("/$", "");
        assertThat(NodeScript.run("media.mjs", base, IMAGE.toString(), RECORDING.toString()).strip()).isEqualTo(
                "{\"labels\":5,\"best\":\"tree\",\"bare\":\"tree\",\"caption\":\"string\",\"speech\":\"audio/wav\",\"bytes\":2988,\"heard\":true}");
    }
}
