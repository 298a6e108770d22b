export { type Feedback, type FeedbackResult, giveFeedback } from "./give-feedback.js";
export { RecentHits } from "./recent-hits.js";
