import type { DigestContent } from '../core/digest-model.ts';
import { chartSvg } from '../digest/chart.ts';
import type { MailPicture } from '../digest/mime.ts';
import { chartDates } from '../digest/trend-view.ts';
import { errorFields, type Logger } from '../runtime/logger.ts';

/** Draws an SVG as PNG. */
export type DrawPng = (svg: string) => Promise<Uint8Array>;

const CID = 'trend.rekindle';

/**
 * The picture of the last weeks for one reader; undefined if there is nothing to show. If it cannot be drawn the mail
 * goes out all the same, with bars of HTML.
 */
export async function trendPicture(
  deps: { readonly drawPng?: DrawPng; readonly logger: Pick<Logger, 'warn'> },
  content: DigestContent,
  dates: { readonly timeZone: string; readonly locale: string },
): Promise<MailPicture | undefined> {
  const [trend] = content.trends ?? [];
  if (deps.drawPng === undefined || content.kind === 'welcome' || trend === undefined) return undefined;
  try {
    return { cid: CID, png: await deps.drawPng(chartSvg(trend, chartDates(trend, dates))) };
  } catch (error) {
    deps.logger.warn('the trend could not be drawn', { owner: content.owner.id, ...errorFields(error) });
    return undefined;
  }
}
