// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.bench.compare.Spread;
import io.dio.bench.probe.ProbeReport.IoUringFacts;
import io.dio.bench.probe.ProbeReport.LiburingFacts;
import io.dio.bench.probe.ProbeReport.PathFacts;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ComparePageTest {
  private static final Spread SPREAD = new Spread(2, 1, 3);

  private static CompareRow row(String program, Spread iops, String cause) {
    return new CompareRow(
        program,
        "randread",
        4096,
        1,
        false,
        64,
        1,
        64,
        false,
        true,
        false,
        "",
        iops,
        SPREAD,
        SPREAD,
        null,
        null,
        SPREAD,
        SPREAD,
        null,
        1.0,
        2.0,
        3.0,
        1.0,
        0,
        0,
        0,
        "none",
        null,
        "done",
        cause,
        null,
        List.of(2.0),
        List.of());
  }

  private static CompareReport report(String path) {
    return new CompareReport(
        "Linux 6.18",
        "2 x CPU",
        "25",
        new PathFacts(path, "ext4", "/dev/vda", true, null, 512, 512, 512, "STATX"),
        1 << 20,
        new IoUringFacts(true, null, null, null, List.of("SUBMIT_ALL"), List.of()),
        new LiburingFacts("embedded", null),
        "cc 1.0 (cc -O2)",
        "fio is not installed",
        List.of("direct: missed"),
        "every byte",
        1,
        3,
        0.5,
        List.of(row("uring", SPREAD, null), row("fio psync", null, "fio is not installed")));
  }

  @Test
  void itRefersToNothingOutside() throws IOException {
    String page = ComparePage.of(report("/data/file"));
    assertThat(page)
        .doesNotContain("http:", "https:", "sourceMappingURL", "<link", "@import", "url(", "{{")
        .doesNotContainPattern("(?i)<(script|img|iframe|object|embed)[^>]*\\s(src|data)\\s*=")
        .contains("default-src 'none'");
  }

  @Test
  void itCarriesTheLibraryAndItsLicense() throws IOException {
    assertThat(ComparePage.of(report("/data/file")))
        .contains("Chart.js v", "window.Chart=", "Permission is hereby granted, free of charge");
  }

  @Test
  void itCarriesTheReport() throws IOException {
    JsonNode payload = payload(ComparePage.of(report("/data/file")));
    assertThat(payload.get("results")).hasSize(2);
    assertThat(payload.get("results").get(0).get("iops").get("median").asDouble()).isEqualTo(2);
    assertThat(payload.get("results").get(1).get("iops").isNull()).isTrue();
    assertThat(payload.get("facts").valueStream().map(fact -> fact.get("name").asString()))
        .contains("host", "JDK", "file", "direct I/O", "io_uring", "C loop", "page cache");
  }

  @Test
  void aFileNameCannotEndTheScript() throws IOException {
    String page = ComparePage.of(report("/data/</script><b>"));
    assertThat(page).doesNotContain("/data/</script>");
    assertThat(payload(page).toString()).contains("/data/</script><b>");
  }

  private static JsonNode payload(String page) {
    Matcher found = Pattern.compile("const report = (.*?);\n\n", Pattern.DOTALL).matcher(page);
    assertThat(found.find()).isTrue();
    return new JsonMapper().readTree(found.group(1));
  }
}
