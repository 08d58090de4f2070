package org.higher.report;

import java.util.Map;

/** The page around the charts. */
final class Html {
    private static final String STYLE =
            """
            body { font-family: sans-serif; max-width: 700px; margin: 2em auto; color: #222; }
            svg { width: 100%; } svg text { font-size: 12px; fill: #444; }
            .grid { stroke: #ddd; } polyline { fill: none; stroke-width: 1.5; }
            table { border-collapse: collapse; } td { padding: 2px 12px 2px 0; }
            .legend { font-size: 13px; } .curve { display: inline-block; margin-right: 1em; }
            h2 { margin-top: 2em; }
            """;

    private Html() {}

    static String page(String title, Map<String, Chart> charts, Map<String, String> settings) {
        StringBuilder page =
                new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n")
                        .append("<meta charset=\"utf-8\">\n<title>")
                        .append(escape(title))
                        .append("</title>\n<style>\n")
                        .append(STYLE)
                        .append("</style>\n</head>\n<body>\n<h1>")
                        .append(escape(title))
                        .append("</h1>\n<p>Beside each name stands its last value. Bands are 95%")
                        .append(" confidence intervals of the mean.</p>\n");
        charts.forEach(
                (name, chart) ->
                        page.append("<h2>")
                                .append(escape(name))
                                .append("</h2>\n")
                                .append(chart.html()));
        page.append("<h2>Settings and versions</h2>\n<table>\n");
        settings.forEach(
                (name, value) ->
                        page.append("<tr><td>")
                                .append(escape(name))
                                .append("</td><td>")
                                .append(escape(value))
                                .append("</td></tr>\n"));
        return page.append("</table>\n</body>\n</html>\n").toString();
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
