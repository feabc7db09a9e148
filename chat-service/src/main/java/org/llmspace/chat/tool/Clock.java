package org.llmspace.chat.tool;

import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;

/// Knows what day it is, which models do not, and counts days.
final class Clock implements Tool {

    private final InstantSource now;

    Clock(InstantSource now) {
        this.now = now;
    }

    @Override
    public String name() {
        return "date_and_time";
    }

    @Override
    public String description() {
        return "Tells the current date and time in a time zone; or the day of the week of a date, a date some days later, or "
                + "the days until another date.";
    }

    @Override
    public String parameters() {
        return """
                {"type":"object","properties":{\
                "time_zone":{"type":"string","description":"for instance Europe/Berlin; UTC if left out"},\
                "date":{"type":"string","description":"a date like 2026-01-31; today if left out"},\
                "plus":{"type":"string","description":"an ISO 8601 period to add, like P30D, P2M or -P1Y"},\
                "until":{"type":"string","description":"a date like 2026-12-31 to count the days to"}},\
                "additionalProperties":false}""";
    }

    @Override
    public String call(JsonNode arguments) {
        try {
            ZonedDateTime here = now.instant().atZone(ZoneId.of(arguments.path("time_zone").asText("UTC")));
            boolean calendar = arguments.hasNonNull("date") || arguments.hasNonNull("plus") || arguments.hasNonNull("until");
            return calendar ? day(arguments, here.toLocalDate())
                    : weekday(here.toLocalDate()) + ", "
                            + here.truncatedTo(ChronoUnit.SECONDS).format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("the date, period or time zone is not understood: " + e.getMessage(), e);
        }
    }

    private static String day(JsonNode arguments, LocalDate today) {
        LocalDate date = arguments.hasNonNull("date") ? LocalDate.parse(arguments.path("date").asText()) : today;
        LocalDate later = arguments.hasNonNull("plus") ? date.plus(Period.parse(arguments.path("plus").asText())) : date;
        String answer = weekday(later) + ", " + later;
        return arguments.hasNonNull("until")
                ? "%s; %d days until %s".formatted(answer,
                        ChronoUnit.DAYS.between(later, LocalDate.parse(arguments.path("until").asText())),
                        arguments.path("until").asText())
                : answer;
    }

    private static String weekday(LocalDate date) {
        return date.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    }
}
