package org.higher.functional.support.v1;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Which lines of other files the lines of a generated class were copied from.
 *
 * <p>Each text is the name of a file, and after it runs of lines as in the line section of a JSR 45
 * source map: {@code 12,3:40} says that lines 12 to 14 are lines 40 to 42 of the generated file,
 * {@code 12:40,3} that line 12 is on lines 40 to 42. Lines that are in no run were not copied.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface SourceLines {
    String[] value();
}
