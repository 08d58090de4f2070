package org.higher.examples;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far long work has come. */
public final class Progress {
    private Progress() {}

    /**
     * A bar that is drawn twice a second until it is closed.
     *
     * @param max how many units there are
     * @param unit what they are called, as "steps"
     */
    public static ProgressBar bar(String task, long max, String unit, PrintStream stream) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(max)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(500)
                .setConsumer(new ConsoleProgressBarConsumer(stream))
                .setUnit(" " + unit, 1)
                .build();
    }
}
