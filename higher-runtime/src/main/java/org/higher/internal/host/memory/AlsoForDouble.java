package org.higher.internal.host.memory;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Template: the build derives a class over {@code double[]} from the text of this one over {@code
 * float[]}.
 *
 * <p>So {@code DoubleRanges}, say, is in {@code target/generated-sources/doubles}, with the line
 * numbers of {@link FloatRanges}. The rules are in {@code src/build/java}, at {@code
 * DoubleSources}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.SOURCE)
public @interface AlsoForDouble {}
