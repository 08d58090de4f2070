/** What a training run tells people: curves, settings and versions in one file. */
@NullMarked
package org.higher.report;

import org.jspecify.annotations.NullMarked;
