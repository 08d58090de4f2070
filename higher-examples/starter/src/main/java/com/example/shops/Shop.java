package com.example.shops;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/** A shop and its days, in the order of the file; it has more of them than a task begins with. */
record Shop(String name, List<Day> days) {
    Shop {
        if (days.size() <= Task.KNOWN) {
            throw new IllegalArgumentException(
                    "%s has %d days; more than %d are needed: days to be forecast have no sales"
                            .formatted(name, days.size(), Task.KNOWN));
        }
    }

    /**
     * The shops of a CSV file, one line for each day.
     *
     * @throws IllegalArgumentException if a day can't be read, with the number of its line, a shop
     *     has too few days, or there are none
     */
    static List<Shop> read(Path csv) throws IOException {
        Map<String, List<Day>> byName = new LinkedHashMap<>();
        CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
        try (Reader reader = Files.newBufferedReader(csv)) {
            for (CSVRecord line : format.parse(reader)) {
                byName.computeIfAbsent(line.get("shop"), name -> new ArrayList<>()).add(day(line));
            }
        }
        if (byName.isEmpty()) {
            throw new IllegalArgumentException(
                    csv + ": no days; there is a line for each below the names of the columns");
        }
        return byName.entrySet().stream()
                .map(shop -> new Shop(shop.getKey(), List.copyOf(shop.getValue())))
                .toList();
    }

    /**
     * Checks that the sales of the first days are known.
     *
     * @throws IllegalArgumentException if not; it names the day
     */
    void needSales(int first) {
        for (Day day : days.subList(0, first)) {
            if (Double.isNaN(day.sales())) {
                throw new IllegalArgumentException(
                        name + ", " + day.date() + ": no sales; only days to forecast have none");
            }
        }
    }

    private static Day day(CSVRecord line) {
        try {
            return new Day(
                    LocalDate.parse(line.get("date")),
                    Double.parseDouble(line.get("price")),
                    Double.parseDouble(line.get("temperature")),
                    line.get("promotion").equals("1"),
                    line.get("sales").isBlank()
                            ? Double.NaN
                            : Double.parseDouble(line.get("sales")));
        } catch (RuntimeException e) {
            long number = line.getRecordNumber() + 1; // after the header
            throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
        }
    }
}
