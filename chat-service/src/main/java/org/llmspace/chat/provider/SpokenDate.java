package org.llmspace.chat.provider;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/// A date as people say it: `2026-12-24`, `24 December`, `March 5th, 2027`, `tomorrow`, `friday`, `christmas`.
final class SpokenDate {

    private static final List<String> MONTHS = List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct",
            "nov",
            "dec");
    private static final String MONTH = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?";
    private static final Pattern ISO = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
    private static final Pattern DAY_FIRST = Pattern
            .compile("(?:the )?(\\d{1,2})(?:st|nd|rd|th)?(?: of)? " + MONTH + "(?:,? (\\d{4}))?");
    private static final Pattern MONTH_FIRST = Pattern
            .compile(MONTH + " (?:the )?(\\d{1,2})(?:st|nd|rd|th)?(?:,? (\\d{4}))?");
    private static final Map<String, MonthDay> FEASTS = Map.of("christmas", MonthDay.of(12, 25), "christmas day",
            MonthDay.of(12, 25), "xmas", MonthDay.of(12, 25), "christmas eve", MonthDay.of(12, 24), "new year",
            MonthDay.of(1, 1), "new years", MonthDay.of(1, 1), "new year day", MonthDay.of(1, 1), "new year eve",
            MonthDay.of(12, 31), "halloween", MonthDay.of(10, 31), "valentine day", MonthDay.of(2, 14));

    private SpokenDate() {
    }

    /// Without a year, the next such day is meant; empty if this is no date.
    static Optional<LocalDate> of(String words, LocalDate today) {
        String said = words.strip().toLowerCase(Locale.ROOT).replaceAll("['’]s\\b|^the next |^next ", "");
        try {
            if (ISO.matcher(said).matches()) {
                return Optional.of(LocalDate.parse(said));
            }
            Matcher dayFirst = DAY_FIRST.matcher(said);
            if (dayFirst.matches()) {
                return Optional.of(date(dayFirst.group(1), dayFirst.group(2), dayFirst.group(3), today));
            }
            Matcher monthFirst = MONTH_FIRST.matcher(said);
            if (monthFirst.matches()) {
                return Optional.of(date(monthFirst.group(2), monthFirst.group(1), monthFirst.group(3), today));
            }
        } catch (DateTimeException e) {
            return Optional.empty();
        }
        return named(said, today);
    }

    private static Optional<LocalDate> named(String said, LocalDate today) {
        MonthDay feast = FEASTS.get(said);
        if (feast != null) {
            return Optional.of(next(feast, today));
        }
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.name().equalsIgnoreCase(said)) {
                return Optional.of(today.with(TemporalAdjusters.next(day)));
            }
        }
        return switch (said) {
            case "tomorrow" -> Optional.of(today.plusDays(1));
            case "yesterday" -> Optional.of(today.minusDays(1));
            default -> Optional.empty();
        };
    }

    private static LocalDate date(String day, String month, @Nullable String year, LocalDate today) {
        MonthDay date = MonthDay.of(MONTHS.indexOf(month) + 1, Integer.parseInt(day));
        return year == null ? next(date, today) : LocalDate.of(Integer.parseInt(year), date.getMonth(), date.getDayOfMonth());
    }

    private static LocalDate next(MonthDay day, LocalDate today) {
        LocalDate thisYear = day.atYear(today.getYear());
        return thisYear.isBefore(today) ? day.atYear(today.getYear() + 1) : thisYear;
    }
}
