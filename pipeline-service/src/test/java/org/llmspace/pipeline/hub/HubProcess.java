package org.llmspace.pipeline.hub;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/// Another program that shares the cache: `HubProcess ENDPOINT CACHE NAME FILE...`
final class HubProcess {

    private HubProcess() {
    }

    public static void main(String[] arguments) {
        Hub hub = new Hub(TestHubSettings.of(URI.create(arguments[0]), Path.of(arguments[1])));
        Repository repository = hub.repository(ModelName.parse(arguments[2]));
        repository.fetch(List.of(arguments).subList(3, arguments.length), new DownloadProgress());
        System.out.println(repository.published());
    }
}
