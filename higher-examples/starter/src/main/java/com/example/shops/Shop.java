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
                    name + " has " + days.size() + " days; more than " + Task.KNOWN + " are needed");
        }
    }

    /**
     * The shops of a CSV file, one line for each day.
     *
     * @throws IllegalArgumentException if a day can't be read, with the number of its line, or a shop
     *     has too few days
     */
    static List<Shop> read(Path csv) throws IOException {
        Map<String, List<Day>> byName = new LinkedHashMap<>();
        CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
        try (Reader reader = Files.newBufferedReader(csv)) {
            for (CSVRecord line : format.parse(reader)) {
                byName.computeIfAbsent(line.get("shop"), name -> new ArrayList<>()).add(day(line));
            }
        }
        return byName.entrySet().stream()
                .map(shop -> new Shop(shop.getKey(), List.copyOf(shop.getValue())))
                .toList();
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
            throw new IllegalArgumentException("record " + line.getRecordNumber() + ": " + e, e);
        }
    }
}
