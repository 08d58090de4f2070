package org.higher.processor.ecj;

import java.io.File;
import java.util.List;

/**
 * Where a compiler looks for classes that it was not given.
 *
 * @param classes folders and JARs of class files
 * @param sources folders of sources
 */
record SearchPath(List<File> classes, List<File> sources) {}
