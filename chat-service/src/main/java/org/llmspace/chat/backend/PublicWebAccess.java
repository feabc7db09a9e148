package org.llmspace.chat.backend;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.llmspace.contracts.web.PublicWeb;

import io.vertx.core.Vertx;

/// The one client for addresses that strangers name.
@Singleton
class PublicWebAccess {

    @Produces
    @Singleton
    PublicWeb web(Vertx vertx) {
        return new PublicWeb(vertx);
    }

    void close(@Disposes PublicWeb web) {
        web.close();
    }
}
