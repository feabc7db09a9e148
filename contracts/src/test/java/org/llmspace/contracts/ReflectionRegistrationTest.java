package org.llmspace.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/// Jackson reaches the records by reflection, so a native executable has to know each of them.
class ReflectionRegistrationTest {

    private static final String PACKAGE = "org.llmspace.contracts";
    private static final String REGISTRATIONS = "/META-INF/native-image/org.llmspace/contracts/reflect-config.json";

    @Test
    void every_type_on_the_wire_is_registered() throws IOException {
        List<String> onTheWire = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(PACKAGE).stream()
                .filter(type -> !List.of(PACKAGE + ".kafka", PACKAGE + ".web").contains(type.getPackageName())) // never on it
                .filter(type -> type.isRecord() || type.isEnum() || type.isInterface())
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .map(JavaClass::getName).sorted().toList();
        assertThat(registered()).containsExactlyElementsOf(onTheWire);
    }

    private static List<String> registered() throws IOException {
        try (InputStream file = ReflectionRegistrationTest.class.getResourceAsStream(REGISTRATIONS)) {
            return StreamSupport.stream(new ObjectMapper().readTree(file).spliterator(), false)
                    .map(entry -> entry.get("name").asText()).sorted().toList();
        }
    }
}
