package io.kloigos.http.problem;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;

/** A body that cannot be read: says where, and never quotes what was sent or the classes that read it. */
@Singleton
public final class JsonExceptionMapper implements ExceptionMapper<JsonProcessingException> {
    private final UriInfo uri;
    private final Incidents incidents;

    public JsonExceptionMapper(@Context UriInfo uri) {
        this.uri = uri;
        this.incidents = new Incidents();
    }

    @Override
    public Response toResponse(JsonProcessingException failure) {
        if (failure instanceof InvalidDefinitionException) {
            return incidents.response(failure, uri);
        }
        return ProblemResponses.of(describe(failure), uri).build();
    }

    private static KloigosException describe(JsonProcessingException failure) {
        if (failure instanceof JsonMappingException mapping) {
            return UnreadableFields.describe(mapping);
        }
        return new KloigosException(
                ErrorCode.INVALID, "The body cannot be read" + where(failure.getLocation()) + " " + reason(failure));
    }

    private static String where(@org.jspecify.annotations.Nullable JsonLocation at) {
        return at == null ? ":" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + "):";
    }

    private static String reason(JsonProcessingException failure) {
        String message = failure.getOriginalMessage();
        if (message.startsWith("Duplicate field")) {
            return message + ".";
        }
        return message.contains("depth") ? "it is nested too deeply." : "it is not well-formed.";
    }
}
