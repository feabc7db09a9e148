package org.llmspace.contracts.chat;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// A part of a message, in OpenAI's shape; a bare string is read as [Text].
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type", defaultImpl = Content.Text.class)
@JsonSubTypes({ @JsonSubTypes.Type(value = Content.Text.class, name = "text"),
        @JsonSubTypes.Type(value = Content.Image.class, name = "image_url"),
        @JsonSubTypes.Type(value = Content.Audio.class, name = "input_audio"),
        @JsonSubTypes.Type(value = Content.File.class, name = "file") })
public sealed interface Content {

    record Text(String text) implements Content {

        @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
        public Text(@JsonProperty("text") String text) {
            this.text = requireNonNull(text, "a text part needs 'text'");
        }

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Text ofString(String text) {
            return new Text(text);
        }
    }

    /// An image by `data:` URL, by public URL, or by reference into the Space (`dataref`).
    record Image(@JsonProperty("image_url") ImageUrl imageUrl) implements Content {

        public Image {
            requireNonNull(imageUrl, "an image part needs 'image_url'");
        }
    }

    /// @param detail `low`, `high` or `auto`; null means auto
    record ImageUrl(String url, @Nullable String detail) {

        public ImageUrl {
            requireNonNull(url, "'image_url' needs 'url'");
        }
    }

    record Audio(@JsonProperty("input_audio") InputAudio inputAudio) implements Content {

        public Audio {
            requireNonNull(inputAudio, "an audio part needs 'input_audio'");
        }
    }

    /// @param data the bytes in base64
    /// @param format for instance `wav` or `mp3`
    record InputAudio(String data, String format) {

        public InputAudio {
            requireNonNull(data, "'input_audio' needs 'data'");
            requireNonNull(format, "'input_audio' needs 'format'");
        }
    }

    record File(FileContent file) implements Content {

        public File {
            requireNonNull(file, "a file part needs 'file'");
        }
    }

    /// @param fileData the bytes as a `data:` URL
    record FileContent(@Nullable String filename, @Nullable String fileData, @Nullable String fileId) {
    }
}
