package org.higher.examples;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far long work has come. */
public final class Progress {
    private Progress() {}

    /**
     * A bar that is drawn twice a second until it is closed, or, where the stream leads to no
     * terminal but into a file or a log, a line for every tenth or half minute.
     *
     * @param max how many units there are
     * @param unit what they are called, as "steps"
     */
    public static ProgressBar bar(String task, long max, String unit, PrintStream stream) {
        ProgressBarBuilder bar =
                new ProgressBarBuilder()
                        .setTaskName(task)
                        .setInitialMax(max)
                        .setUpdateIntervalMillis(500);
        if (isTerminal(stream)) {
            return bar.setStyle(ProgressBarStyle.ASCII)
                    .setConsumer(new ConsoleProgressBarConsumer(stream))
                    .setUnit(" " + unit, 1)
                    .build();
        }
        ProgressLines lines = new ProgressLines(unit, stream);
        return bar.setRenderer(lines).setConsumer(lines).continuousUpdate().build();
    }

    /** Whether somebody sees what is written, at a place where a line can be written over. */
    private static boolean isTerminal(PrintStream stream) {
        if (stream != System.out && stream != System.err || "dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        Path descriptor = Path.of("/proc/self/fd", stream == System.out ? "1" : "2");
        try {
            return Files.readSymbolicLink(descriptor).toString().matches("/dev/(pts/|tty|con).*");
        } catch (IOException | UnsupportedOperationException notLinux) {
            return isConsole();
        }
    }

    /** Since JDK 22 there is a console without a terminal, and a method that tells. */
    @SuppressWarnings("SystemConsoleNull") // that method is asked, where there is one
    private static boolean isConsole() {
        java.io.Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException before22) {
            return true;
        }
    }
}
